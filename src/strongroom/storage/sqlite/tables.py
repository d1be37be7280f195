"""A space's table: its name and the statements on it.

A rowid table and a unique index, not WITHOUT ROWID: an insert appends, an update dirties one page, and 1 KB
values do not thin out the tree that keys are searched in (docs/decisions/0001-sqlcipher-settings.md).
"""

from __future__ import annotations

import re
from functools import cached_property

from strongroom.storage.engine import SortRange
from strongroom.storage.sqlite.ranges import SpaceRange, key_condition, sort_condition

OWN_TABLE_PREFIX = "strongroom_"
"""Tables that are the engine's own, not spaces, begin with this."""

CREATE_APPLIED_REDO = f"CREATE TABLE {OWN_TABLE_PREFIX}applied_redo (id BLOB PRIMARY KEY) WITHOUT ROWID"
"""The one table that every store has from the start: the redo records it has applied."""

NOTE_APPLIED_REDO = f"INSERT OR IGNORE INTO {OWN_TABLE_PREFIX}applied_redo VALUES (?)"
FORGET_APPLIED_REDO = f"DELETE FROM {OWN_TABLE_PREFIX}applied_redo WHERE id = ?"
APPLIED_REDO = f"SELECT id FROM {OWN_TABLE_PREFIX}applied_redo"


def check_space_name(space: str) -> None:
    """Raise ValueError for a name that a space cannot have."""
    if not space or "\0" in space or space.startswith((OWN_TABLE_PREFIX, "sqlite_")):
        raise ValueError(f"{space!r} is no name for a space")


class SpaceTable:
    """The SQL of one space, whose table has the columns partition, sort, value.

    The table has the space's name, but SQLite does not tell small letters from capitals in names: for a capital
    letter there is ``^`` and the small letter, for ``^`` there is ``^^``.
    """

    def __init__(self, space: str) -> None:
        check_space_name(space)
        self.name = re.sub(r"[A-Z^]", lambda match: "^" + match[0].lower(), space)
        self._name = '"' + self.name.replace('"', '""') + '"'
        self._puts: dict[int, str] = {}
        self._deletes: dict[int, str] = {}

    @cached_property
    def get(self) -> str:
        """The value at a (partition, sort)."""
        return f"SELECT value FROM {self._name} WHERE partition = ? AND sort = ?"

    @cached_property
    def count(self) -> str:
        """The number of entries; walks the index."""
        return f"SELECT count(*) FROM {self._name}"

    @cached_property
    def count_at_most(self) -> str:
        """A quick upper bound of the number of entries."""
        return f"SELECT max(rowid) FROM {self._name}"

    @property
    def create(self) -> str:
        return (
            f"CREATE TABLE IF NOT EXISTS {self._name} (partition BLOB NOT NULL, sort BLOB NOT NULL,"
            " value BLOB NOT NULL, UNIQUE (partition, sort))"
        )

    def put(self, rows: int) -> str:
        """Store ``rows`` entries, given as partition, sort, value, partition, ..."""
        sql = self._puts.get(rows)
        if sql is None:
            values = ", ".join(["(?, ?, ?)"] * rows)
            sql = self._puts[rows] = (
                f"INSERT INTO {self._name} (partition, sort, value) VALUES {values}"
                " ON CONFLICT (partition, sort) DO UPDATE SET value = excluded.value"
            )
        return sql

    def delete(self, rows: int) -> str:
        """Remove the entries at ``rows`` keys, given as partition, sort, partition, ..."""
        sql = self._deletes.get(rows)
        if sql is None:
            keys = ", ".join(["(?, ?)"] * rows)
            sql = f"DELETE FROM {self._name} WHERE (partition, sort) IN (VALUES {keys})"
            self._deletes[rows] = sql
        return sql

    def in_partition(self, partition: bytes, within: SortRange, descending: bool) -> tuple[str, list[bytes]]:
        """The rows (partition, sort, value) of a partition within a range, and the values to bind."""
        condition, values = sort_condition(within)
        order = "sort DESC" if descending else "sort"
        sql = f"SELECT partition, sort, value FROM {self._name} WHERE partition = ?{condition} ORDER BY {order}"
        return sql, [partition, *values]

    def in_space(self, within: SpaceRange) -> tuple[str, list[bytes]]:
        """The rows (partition, sort, value) within a range, and the values to bind."""
        condition, values = key_condition(within)
        sql = f"SELECT partition, sort, value FROM {self._name} WHERE {condition} ORDER BY partition, sort"
        return sql, values
