"""The embedded engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from strongroom.randomness import Randomness, SystemRandomness
from strongroom.storage.engine import Reader, StorageError, Store, Transaction
from strongroom.storage.sqlite.connection import StoreFile
from strongroom.storage.sqlite.directory import StoreDirectory
from strongroom.storage.sqlite.integrity import damage_of
from strongroom.storage.sqlite.joint import JointWrites
from strongroom.storage.sqlite.page_caches import PageCaches
from strongroom.storage.sqlite.redo_log import RedoLog
from strongroom.storage.sqlite.rekeying import rewrite
from strongroom.storage.sqlite.settings import SqliteSettings
from strongroom.storage.sqlite.store import SqliteStore
from strongroom.storage.sqlite.threads import Threads

T = TypeVar("T")


class SqliteEngine:
    """Every store a SQLCipher file below ``data_dir``; for use on one event loop.

    Raises StorageError when another process uses the directory.
    """

    def __init__(
        self, data_dir: Path, settings: SqliteSettings | None = None, randomness: Randomness | None = None
    ) -> None:
        self._settings = settings or SqliteSettings()
        self._directory = StoreDirectory(data_dir)
        try:
            self._redo = RedoLog(data_dir, self._directory.names())
        except StorageError:
            self._directory.unlock()
            raise
        self._threads = Threads(self._settings.commit_threads, self._settings.reading_threads)
        self._page_caches = PageCaches(self._settings.page_cache_bytes)
        self._joint = JointWrites(self._redo, randomness or SystemRandomness(), self._threads.committing)
        self._open: dict[str, SqliteStore] = {}

    def create(self, name: str, data_key: bytes, shown_as: str | None = None) -> SqliteStore:
        """Make an empty store and open it. Raises StorageError when there is one of that name already."""

        def fill(path: Path) -> None:
            self._redo.forget_store(name)  # a deleted one's: once more, should its deletion have stopped short
            StoreFile(name, path, data_key).initialize()

        self._directory.create(name, fill)
        return self.open(name, data_key, shown_as)

    def open(self, name: str, data_key: bytes, shown_as: str | None = None) -> SqliteStore:
        """Open a store. Raises StoreNotFound, WrongStoreKey, StoreCorrupted; StorageError when it is open."""
        if name in self._open:
            raise StorageError(f"store {name!r} is open already")
        file = StoreFile(name, self._directory.existing(name), data_key, shown_as)
        file.check_key()
        store = SqliteStore(
            file,
            self._redo,
            self._joint,
            self._threads,
            self._page_caches,
            self._settings,
            closed=lambda: self._forget(name),
        )
        self._open[name] = store
        return store

    def delete(self, name: str) -> None:
        """Remove a closed store. Raises StoreNotFound; StorageError when it is open."""
        if name in self._open:
            raise StorageError(f"store {name!r} is open")
        self._directory.delete(name)
        self._redo.forget_store(name)

    def names(self) -> list[str]:
        return self._directory.names()

    def path(self, name: str) -> Path:
        """The file of the store ``name``."""
        return self._directory.path(name)

    def damage_of(self, name: str, data_key: bytes) -> list[str]:
        """What is wrong with a closed store's file; empty when it is whole. Raises StorageError."""
        if name in self._open:
            raise StorageError(f"store {name!r} is open")
        return damage_of(name, self._directory.existing(name), data_key)

    def rewrite(self, name: str, data_key: bytes, target: Path, new_key: bytes) -> Iterator[tuple[int, int]]:
        """Write a closed store to the new file ``target`` under ``new_key``: after each group of entries how
        many are written, and how many there are. Afterwards ``target`` may take the place of the store's file,
        as long as the store is closed. Raises StorageError.
        """
        if name in self._open:
            raise StorageError(f"store {name!r} is open")
        file = StoreFile(name, self._directory.existing(name), data_key)
        file.check_key()
        return rewrite(file, target, new_key)

    def write(
        self, stores: Sequence[Store], function: Callable[[Mapping[str, Transaction]], T]
    ) -> asyncio.Future[T]:
        """Run ``function`` on a transaction for each store: all of its effect is stored or none.

        Raises ValueError when a store is not an open one of this engine.
        """
        mine = self._mine(stores)
        if len(mine) == 1:
            only = mine[0]
            return only.write(lambda transaction: function({only.name: transaction}))
        return self._joint.write(mine, function)

    def read(self, stores: Sequence[Store], function: Callable[[Mapping[str, Reader]], T]) -> T:
        """Run ``function`` on the calling (event loop) thread on a reader for each store.

        What a function of ``write`` has changed is seen in all stores or in none. Raises ValueError when a
        store is not an open one of this engine.
        """
        return function({store.name: store.reader() for store in self._mine(stores)})

    async def close(self) -> None:
        """Close every store and leave the directory to others. Raises StorageError when one fails to close."""
        try:
            outcomes = await asyncio.gather(
                *(store.close() for store in list(self._open.values())), return_exceptions=True
            )
        finally:
            self._threads.stop()
            self._directory.unlock()
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    def _mine(self, stores: Sequence[Store]) -> list[SqliteStore]:
        mine = {store.name: self._open.get(store.name) for store in stores}
        found = [store for store in mine.values() if store is not None]
        if len(found) != len(stores) or any(mine[store.name] is not store for store in stores):
            raise ValueError("the stores are not different open stores of this engine")
        return found

    def _forget(self, name: str) -> None:
        del self._open[name]
