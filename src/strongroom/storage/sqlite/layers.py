"""A snapshot seen through writes that are newer than it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from strongroom.storage.engine import Entry, Key, SortRange
from strongroom.storage.sqlite.ranges import SpaceRange
from strongroom.storage.sqlite.snapshot import Snapshot
from strongroom.storage.sqlite.writes import UNTOUCHED, Writes


class LayeredReader:
    """A Reader of a snapshot under layers of writes, the newest layer first."""

    __slots__ = ("_layers", "_snapshot")

    def __init__(self, snapshot: Snapshot, layers: Sequence[Writes]) -> None:
        self._snapshot = snapshot
        self._layers = layers

    def get(self, space: str, key: Key) -> bytes | None:
        for layer in self._layers:
            value = layer.find(space, key)
            if value is not UNTOUCHED:
                return value
        return self._snapshot.get(space, key)

    def in_partition(
        self, space: str, partition: bytes, within: SortRange, *, descending: bool = False
    ) -> Iterator[Entry]:
        changes: dict[Key, bytes | None] = {}
        for layer in reversed(self._layers):
            changes.update(layer.in_partition(space, partition, within))
        stored = self._snapshot.in_partition(space, partition, within, descending)
        return _merged(stored, changes, descending) if changes else stored

    def in_space(
        self,
        space: str,
        *,
        after: Key | None = None,
        from_partition: bytes | None = None,
        before_partition: bytes | None = None,
    ) -> Iterator[Entry]:
        within = SpaceRange.of(after, from_partition, before_partition)
        changes: dict[Key, bytes | None] = {}
        for layer in reversed(self._layers):
            changes.update(layer.in_space(space, within))
        stored = self._snapshot.in_space(space, within)
        return _merged(stored, changes, False) if changes else stored


class BufferedTransaction(LayeredReader):
    """A Transaction whose writes are the newest of its layers and go nowhere else.

    ``remembered`` is what the snapshot has too, found without asking it.
    """

    __slots__ = ("_own", "_remembered")

    def __init__(self, snapshot: Snapshot, own: Writes, layers: Iterable[Writes], remembered: Writes) -> None:
        super().__init__(snapshot, (own, *layers))
        self._own = own
        self._remembered = remembered

    def get(self, space: str, key: Key) -> bytes | None:
        for layer in self._layers:
            value = layer.find(space, key)
            if value is not UNTOUCHED:
                return value
        value = self._remembered.find(space, key)
        return self._snapshot.get(space, key) if value is UNTOUCHED else value

    def put(self, space: str, key: Key, value: bytes) -> None:
        self._own.set(space, key, value)

    def delete(self, space: str, key: Key) -> None:
        self._own.set(space, key, None)


def _merged(stored: Iterator[Entry], changes: dict[Key, bytes | None], descending: bool) -> Iterator[Entry]:
    """Stored entries, overridden and joined by ``changes``, in order."""
    pending = sorted(changes, reverse=not descending)  # the next one is the last
    for entry in stored:
        key = entry[0]
        while pending and (pending[-1] > key if descending else pending[-1] < key):
            yield from _present(pending.pop(), changes)
        if pending and pending[-1] == key:
            yield from _present(pending.pop(), changes)
        else:
            yield entry
    while pending:
        yield from _present(pending.pop(), changes)


def _present(key: Key, changes: dict[Key, bytes | None]) -> Iterator[Entry]:
    value = changes[key]
    if value is not None:
        yield key, value
