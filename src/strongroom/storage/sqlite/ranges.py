"""Which keys a range holds, and the same as a condition in SQL."""

from __future__ import annotations

from dataclasses import dataclass

from strongroom.storage.engine import Key, SortRange


@dataclass(frozen=True, slots=True)
class SpaceRange:
    """Keys from ``low`` on, in partitions before ``before_partition``. ``None`` leaves an end open."""

    low: Key | None
    includes_low: bool
    before_partition: bytes | None

    @classmethod
    def of(cls, after: Key | None, from_partition: bytes | None, before_partition: bytes | None) -> SpaceRange:
        """The range that ``Reader.in_space`` describes with the same arguments."""
        start = None if from_partition is None else (from_partition, b"")
        if after is not None and (start is None or after >= start):
            return cls(after, False, before_partition)
        return cls(start, True, before_partition)

    def __contains__(self, key: Key) -> bool:
        if self.before_partition is not None and key[0] >= self.before_partition:
            return False
        return self.low is None or key > self.low or (self.includes_low and key == self.low)


def holds(within: SortRange, sort: bytes) -> bool:
    """Whether ``within`` holds the sort position ``sort``."""
    low, high = within.low, within.high
    if low is not None and (sort < low or (sort == low and not within.includes_low)):
        return False
    return not (high is not None and (sort > high or (sort == high and not within.includes_high)))


def sort_condition(within: SortRange) -> tuple[str, list[bytes]]:
    """``within`` as an SQL condition on the column ``sort`` (starting with AND, or empty) and its values."""
    sql, values = "", []
    if within.low is not None:
        sql += " AND sort >= ?" if within.includes_low else " AND sort > ?"
        values.append(within.low)
    if within.high is not None:
        sql += " AND sort <= ?" if within.includes_high else " AND sort < ?"
        values.append(within.high)
    return sql, values


def key_condition(within: SpaceRange) -> tuple[str, list[bytes]]:
    """``within`` as an SQL condition on the columns ``partition`` and ``sort``, and its values."""
    sql = "true"
    values: list[bytes] = []
    if within.low is not None:
        sql += f" AND (partition, sort) {'>=' if within.includes_low else '>'} (?, ?)"
        values += within.low
    if within.before_partition is not None:
        sql += " AND partition < ?"
        values.append(within.before_partition)
    return sql, values
