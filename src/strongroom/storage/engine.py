"""What an engine is: stores of ordered entries, durable when acknowledged, read without waiting for writers.

A *store* is one encrypted unit (the embedded engine: one file), opened with its data key. It holds named
*spaces*; a space holds entries ordered by their key. A key is two byte strings: the partition, and the sort
position within it. Entries with the same partition lie together, ordered by sort position as bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

T = TypeVar("T")
Key: TypeAlias = tuple[bytes, bytes]
Entry: TypeAlias = tuple[Key, bytes]


class StorageError(Exception):
    """The engine could not do its work (disk full, I/O error). Nothing of the failed write is stored."""


class StoreCorrupted(StorageError):
    """Stored bytes fail authentication or make no sense. ``store`` and ``path`` say which."""

    def __init__(self, store: str, path: str, detail: str) -> None:
        super().__init__(f"store {store!r} is corrupted: {path}: {detail}")
        self.store = store
        self.path = path


class StoreNotFound(StorageError):
    """No store has that name."""


class WrongStoreKey(StorageError):
    """The data key does not open the store."""


class SortRange(NamedTuple):
    """A range of sort positions in one partition. ``None`` leaves an end open."""

    low: bytes | None = None
    high: bytes | None = None
    includes_low: bool = True
    includes_high: bool = True


class Reader(Protocol):
    """Reads in one snapshot."""

    def get(self, space: str, key: Key) -> bytes | None:
        """The value at ``key``, or None."""
        ...

    def in_partition(
        self, space: str, partition: bytes, within: SortRange, *, descending: bool = False
    ) -> Iterator[Entry]:
        """The entries of one partition whose sort position lies in ``within``, in order."""
        ...

    def in_space(
        self,
        space: str,
        *,
        after: Key | None = None,
        from_partition: bytes | None = None,
        before_partition: bytes | None = None,
    ) -> Iterator[Entry]:
        """All entries in key order: those behind ``after``, from ``from_partition`` (included) up to
        ``before_partition`` (excluded)."""
        ...


class Transaction(Reader, Protocol):
    """Reads and writes of one transactional function; its reads see its writes."""

    def put(self, space: str, key: Key, value: bytes) -> None:
        """Store ``value`` at ``key``, replacing what is there."""
        ...

    def delete(self, space: str, key: Key) -> None:
        """Remove the entry at ``key``, if there is one."""
        ...


class Store(Protocol):
    """One open store."""

    @property
    def name(self) -> str: ...

    def get(self, space: str, key: Key) -> bytes | None:
        """The newest committed value at ``key``; runs on the calling (event loop) thread."""
        ...

    def read(self, function: Callable[[Reader], T]) -> T:
        """Run ``function`` in one snapshot on the calling (event loop) thread; for short reads."""
        ...

    def read_in_background(self, function: Callable[[Reader], T]) -> asyncio.Future[T]:
        """Run ``function`` in one snapshot on a thread of its own; for reads that may be long."""
        ...

    def write(self, function: Callable[[Transaction], T]) -> asyncio.Future[T]:
        """Run ``function`` in a serializable transaction; the future is done once its effect is durable.

        The function may run at once on the calling (event loop) thread or later on another, and more than once,
        so it is short and touches nothing but its transaction. When it raises, the future raises the same and
        nothing is stored.
        """
        ...

    def approximate_count(self, space: str) -> int:
        """How many entries a space holds; may lag behind."""
        ...

    def purge(self) -> asyncio.Future[None]:
        """Done when nothing of what was deleted or replaced before lies in the store's files any more, in the
        free parts of pages and in logs neither."""
        ...

    async def close(self) -> None:
        """Finish what is waiting, then forget the data key."""
        ...


class Engine(Protocol):
    """All stores below one data directory."""

    def create(self, name: str, data_key: bytes, shown_as: str | None = None) -> Store:
        """Make an empty store under a 32-byte data key and open it; see ``open`` for ``shown_as``."""
        ...

    def open(self, name: str, data_key: bytes, shown_as: str | None = None) -> Store:
        """Open a store, which errors call ``shown_as``. Raises StoreNotFound, WrongStoreKey, StoreCorrupted."""
        ...

    def delete(self, name: str) -> None:
        """Remove a closed store and everything in it."""
        ...

    def names(self) -> list[str]:
        """All stores that exist."""
        ...

    def write(
        self, stores: Sequence[Store], function: Callable[[Mapping[str, Transaction]], T]
    ) -> asyncio.Future[T]:
        """Like ``Store.write`` over several stores at once: all of the effect or none, across a crash too.

        The function receives a transaction for each store, by the store's name.
        """
        ...

    def read(self, stores: Sequence[Store], function: Callable[[Mapping[str, Reader]], T]) -> T:
        """Like ``Store.read`` over several stores: the effect of a ``write`` is seen in all of them or in none.

        The function receives a reader for each store, by the store's name.
        """
        ...

    async def close(self) -> None:
        """Close every store."""
        ...
