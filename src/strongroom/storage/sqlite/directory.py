"""Where the stores' files lie, and how a file appears and disappears whole."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from strongroom.storage.engine import StorageError, StoreNotFound

_SUFFIX = ".db"
_LOG_SUFFIXES = ("-wal", "-shm")
_CREATING = ".creating-"
_DELETED = ".deleted-"


class StoreDirectory:
    """``<data-dir>/stores``: one file for each store, ``<name>.db``, beside it SQLite's ``-wal`` and ``-shm``.

    A store exists when its file has its final name. One process at a time works in the directory: it holds a
    lock on ``<data-dir>/lock``, which the system lets go when the process ends, however it ends.
    Raises StorageError when another process holds it.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "stores"
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageError(f"the data directory {data_dir} cannot be used: {error}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise StorageError(f"the data directory {data_dir} is in use by another process") from error
        self._clean()
        sync(self._path)
        sync(data_dir)

    def path(self, name: str) -> Path:
        """The file of the store ``name``, whether it exists or not. Raises ValueError for an unsafe name."""
        if not name or name.startswith(".") or "/" in name or "\0" in name:
            raise ValueError(f"{name!r} is no name for a store")
        return self._path / f"{name}{_SUFFIX}"

    def existing(self, name: str) -> Path:
        """The file of the store ``name``. Raises StoreNotFound."""
        path = self.path(name)
        if not path.exists():
            raise StoreNotFound(f"there is no store {name!r}")
        return path

    def names(self) -> list[str]:
        """The names of all stores, sorted."""
        return sorted(
            path.name.removesuffix(_SUFFIX)
            for path in self._path.iterdir()
            if path.name.endswith(_SUFFIX) and not path.name.startswith(".")
        )

    def create(self, name: str, fill: Callable[[Path], None]) -> Path:
        """Have ``fill`` write a new store's file, and give it its final name once it is on disk."""
        path = self.path(name)
        if path.exists():
            raise StorageError(f"there is a store {name!r} already")
        unfinished = self._path / f"{_CREATING}{path.name}"
        try:
            _remove(unfinished)
            unfinished.touch(mode=0o600, exist_ok=False)
            fill(unfinished)
            sync(unfinished)
            unfinished.rename(path)
            sync(self._path)
        except OSError as error:
            raise StorageError(f"store {name!r} cannot be created: {error}") from error
        return path

    def delete(self, name: str) -> None:
        """Remove a store's file. Raises StoreNotFound, and StorageError when it cannot be removed."""
        path = self.existing(name)
        deleted = self._path / f"{_DELETED}{path.name}"
        try:
            path.rename(deleted)
            sync(self._path)
            _remove(path)  # the log that a crash left, or else a new store of this name would find it
            _remove(deleted)
        except OSError as error:
            raise StorageError(f"store {name!r} cannot be deleted: {error}") from error

    def unlock(self) -> None:
        """Let other processes work in the directory."""
        os.close(self._lock)

    def _clean(self) -> None:
        """Remove what a crash left of stores that were being created or deleted."""
        for path in list(self._path.iterdir()):
            is_log = path.name.endswith(_LOG_SUFFIXES)
            unfinished = path.name.startswith((_CREATING, _DELETED))
            if unfinished or (is_log and not path.with_name(path.name[:-4]).exists()):
                path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Return when a file's bytes, or a directory's names, are on disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    for name in (path.name, *(path.name + suffix for suffix in _LOG_SUFFIXES)):
        path.with_name(name).unlink(missing_ok=True)
