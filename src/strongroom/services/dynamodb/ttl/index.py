"""The expiry index of a table: which items expire when, in the order of their expiries.

It lies in the table's own store, so under the table's key, and is kept by each write while TTL is enabled. Each
time that TTL is enabled begins an index of its own, known by the time of that change: entries of an earlier
setting are never taken for its own.

The partition of an entry is the setting's time and the expiry, the sort position the item's entry key. Under
the setting's time alone is how far the index has been filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from strongroom.services.dynamodb.tables.record import TableRecord, TimeToLive
from strongroom.services.dynamodb.ttl.expiry import due_range, expiry_of
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.write_effects import NO_UNITS, ItemChange, WriteEffect
from strongroom.storage.engine import Key, Reader, Transaction

#: The space of a table's store that holds its expiry index.
EXPIRY = "expiry"

_NO_VALUE = b""
_ALL_FILLED = b""
_LENGTH_BYTES = 2


class ExpiryIndex:
    """The index that one enabling of TTL made."""

    def __init__(self, setting: TimeToLive) -> None:
        self.attribute = setting.attribute
        self._begins = int(setting.changed * 1000).to_bytes(8)

    def expiry(self, item: Item | None) -> int | None:
        """When the item expires; None when it does not."""
        return None if item is None else expiry_of(item, self.attribute)

    def add(self, transaction: Transaction, key: Key, expiry: int) -> None:
        """Note that the item at ``key`` expires then."""
        transaction.put(EXPIRY, self._entry(key, expiry), _NO_VALUE)

    def remove(self, transaction: Transaction, key: Key, expiry: int) -> None:
        """Note that the item at ``key`` does not expire then any more."""
        transaction.delete(EXPIRY, self._entry(key, expiry))

    def due(self, reader: Reader, now: float) -> Iterator[tuple[Key, int]]:
        """The items that are to be deleted at ``now``: keys and expiries, the oldest first."""
        first, end = (self._begins + expiry.to_bytes(8) for expiry in due_range(now))
        for entry, _ in reader.in_space(EXPIRY, from_partition=first, before_partition=end):
            partition, packed = entry
            yield _unpacked(packed), int.from_bytes(partition[-8:])

    def filled_up_to(self, reader: Reader) -> Key | None:
        """The last item that filling the index has come to; None when it has not begun."""
        value = reader.get(EXPIRY, self._progress)
        return _unpacked(value) if value else None

    def is_filled(self, reader: Reader) -> bool:
        """Whether all items that expire are in the index."""
        return reader.get(EXPIRY, self._progress) == _ALL_FILLED

    def note_progress(self, transaction: Transaction, last: Key | None) -> None:
        """Note that filling has come to ``last``; None: to the end."""
        transaction.put(EXPIRY, self._progress, _ALL_FILLED if last is None else _packed(last))

    def foreign_entries(self, reader: Reader) -> Iterator[Key]:
        """The entries of other settings than this one."""
        behind = (int.from_bytes(self._begins) + 1).to_bytes(8)
        for entries in (
            reader.in_space(EXPIRY, before_partition=self._begins),
            reader.in_space(EXPIRY, from_partition=behind),
        ):
            yield from (key for key, _ in entries)

    @property
    def _progress(self) -> Key:
        return self._begins, b""

    def _entry(self, key: Key, expiry: int) -> Key:
        return self._begins + expiry.to_bytes(8), _packed(key)


class ExpiryIndexing:
    """The effect of a table with TTL enabled: keeps the index."""

    def __init__(self, index: ExpiryIndex) -> None:
        self._index = index

    def follow(self, transaction: Transaction, change: ItemChange) -> Mapping[str, float]:
        """Move the item's entry. Costs no write units."""
        old, new = self._index.expiry(change.old_item), self._index.expiry(change.new_item)
        if old != new:
            if old is not None:
                self._index.remove(transaction, change.key, old)
            if new is not None:
                self._index.add(transaction, change.key, new)
        return NO_UNITS


def expiry_indexing(record: TableRecord) -> WriteEffect | None:
    """The effect that keeps the table's expiry index; None when its items do not expire."""
    if record.ttl is None or not record.ttl.enabled:
        return None
    return ExpiryIndexing(ExpiryIndex(record.ttl))


def _packed(key: Key) -> bytes:
    partition, position = key
    return len(partition).to_bytes(_LENGTH_BYTES) + partition + position


def _unpacked(packed: bytes) -> Key:
    end = _LENGTH_BYTES + int.from_bytes(packed[:_LENGTH_BYTES])
    return packed[_LENGTH_BYTES:end], packed[end:]
