"""The embedded engine."""

from __future__ import annotations

from pathlib import Path

from strongroom.storage.engine import StorageError
from strongroom.storage.sqlite.connection import StoreFile
from strongroom.storage.sqlite.directory import StoreDirectory
from strongroom.storage.sqlite.integrity import damage_of
from strongroom.storage.sqlite.settings import SqliteSettings
from strongroom.storage.sqlite.store import SqliteStore
from strongroom.storage.sqlite.threads import Threads


class SqliteEngine:
    """Every store a SQLCipher file below ``data_dir``; for use on one event loop.

    Raises StorageError when another process uses the directory.
    """

    def __init__(self, data_dir: Path, settings: SqliteSettings | None = None) -> None:
        self._settings = settings or SqliteSettings()
        self._directory = StoreDirectory(data_dir)
        self._threads = Threads(self._settings.commit_threads, self._settings.reading_threads)
        self._open: dict[str, SqliteStore] = {}

    def create(self, name: str, data_key: bytes) -> SqliteStore:
        """Make an empty store and open it. Raises StorageError when there is one of that name already."""
        self._directory.create(name, lambda path: StoreFile(name, path, data_key).initialize())
        return self.open(name, data_key)

    def open(self, name: str, data_key: bytes) -> SqliteStore:
        """Open a store. Raises StoreNotFound, WrongStoreKey, StoreCorrupted; StorageError when it is open."""
        if name in self._open:
            raise StorageError(f"store {name!r} is open already")
        file = StoreFile(name, self._directory.existing(name), data_key)
        file.check_key()
        store = SqliteStore(file, self._threads, self._settings, closed=lambda: self._forget(name))
        self._open[name] = store
        return store

    def delete(self, name: str) -> None:
        """Remove a closed store. Raises StoreNotFound; StorageError when it is open."""
        if name in self._open:
            raise StorageError(f"store {name!r} is open")
        self._directory.delete(name)

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

    async def close(self) -> None:
        """Close every store and leave the directory to others."""
        for store in list(self._open.values()):
            await store.close()
        self._threads.stop()
        self._directory.unlock()

    def _forget(self, name: str) -> None:
        del self._open[name]
