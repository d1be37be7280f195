"""Redo records on disk: the place where a write over several stores becomes durable, all of it at once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from strongroom.storage.engine import StorageError
from strongroom.storage.sqlite.directory import sync
from strongroom.storage.sqlite.redo_record import DamagedRedo, RedoRecord

_UNFINISHED = ".unfinished"
_FORGET_AT_ONCE = 256


@dataclass(slots=True)
class _Kept:
    """A record on disk, the stores it has a part of, and those that have not applied their part yet."""

    path: Path
    id: bytes
    parts: set[str]
    waiting: set[str]


class RedoLog:
    """``<data-dir>/redo``: a file for each record, named by its place in the order of records.

    A record is there from the moment its write is durable until every store of it has applied its part or was
    deleted. A store notes in its own file which records it has applied, in the transaction that applies them,
    so no part is applied twice; what it noted may be forgotten when the record is durably gone.
    The methods may be called on any thread. They raise StorageError.
    """

    def __init__(self, data_dir: Path, stores: Collection[str]) -> None:
        self._path = data_dir / "redo"
        self._lock = threading.Lock()
        self._kept: dict[bytes, _Kept] = {}
        self._forgettable: dict[str, list[bytes]] = {}
        self._last = 0
        try:
            self._path.mkdir(mode=0o700, exist_ok=True)
            self._load(stores)
            sync(self._path)
            sync(data_dir)
        except OSError as error:
            raise _failed(error) from error

    def commit(self, record: RedoRecord) -> None:
        """Return when ``record`` is durable. When this raises, it is not there."""
        with self._lock:
            self._last += 1
            path = self._path / f"{self._last:016d}"
        try:
            self._write(path, record)
        except OSError as error:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            raise _failed(error) from error
        with self._lock:
            self._kept[record.id] = _Kept(path, record.id, set(record.parts), set(record.parts))

    def waiting_for(self, store: str) -> list[RedoRecord]:
        """The records whose part ``store`` may not have applied, in order. Raises StorageError."""
        with self._lock:
            kept = sorted((kept.path, kept.id) for kept in self._kept.values() if store in kept.waiting)
        return [_read(path) for path, _ in kept]

    def applied(self, record_id: bytes, store: str) -> None:
        """``store`` has durably applied its part."""
        with self._lock:
            kept = self._kept.get(record_id)
            if kept is None:
                return
            kept.waiting.discard(store)
            self._forgettable.setdefault(store, []).append(record_id)
        self._remove_unless_waiting(kept)

    def forgettable(self, store: str, noted: Collection[bytes] = ()) -> list[bytes]:
        """The ids that ``store`` need not remember any more; few are kept until they are many.

        ``noted`` are the ids found noted in its file when it is opened.
        """
        with self._lock:
            ids = self._forgettable.pop(store, [])
            ids = list({*ids, *noted})
            gone = [record_id for record_id in ids if record_id not in self._kept]
            if not noted and len(gone) < _FORGET_AT_ONCE:
                self._forgettable[store] = ids
                return []
            self._forgettable[store] = [record_id for record_id in ids if record_id in self._kept]
        try:
            sync(self._path)  # a record that came back after a power failure would be applied again
        except OSError as error:
            raise _failed(error) from error
        return gone

    def forget_store(self, store: str) -> None:
        """Remove the parts of a deleted store: one of the same name may come under another key."""
        with self._lock:
            holding = [kept for kept in self._kept.values() if store in kept.parts]
            self._forgettable.pop(store, None)
        for kept in holding:
            self._drop(kept, {store})

    def _load(self, stores: Collection[str]) -> None:
        for path in sorted(self._path.iterdir()):
            if path.name.endswith(_UNFINISHED):
                path.unlink()
            if not path.name.isdecimal():
                continue
            record = _read(path)
            self._last = int(path.name)
            kept = self._kept[record.id] = _Kept(path, record.id, set(record.parts), set(record.parts))
            self._drop(kept, kept.parts - set(stores))

    def _drop(self, kept: _Kept, gone: set[str]) -> None:
        """Take the parts of deleted stores out of a record."""
        if not gone:
            return
        record = _read(kept.path)
        remaining = {store: part for store, part in record.parts.items() if store not in gone}
        try:
            self._write(kept.path, RedoRecord(record.id, remaining))
        except OSError as error:
            raise _failed(error) from error
        with self._lock:
            kept.parts -= gone
            kept.waiting -= gone
        self._remove_unless_waiting(kept)

    def _remove_unless_waiting(self, kept: _Kept) -> None:
        with self._lock:
            if kept.waiting:
                return
        try:
            kept.path.unlink(missing_ok=True)
        except OSError as error:
            raise _failed(error) from error
        with self._lock:
            self._kept.pop(kept.id, None)

    def _write(self, path: Path, record: RedoRecord) -> None:
        unfinished = path.with_name(path.name + _UNFINISHED)
        try:
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(record.encoded())
            sync(unfinished)
            unfinished.rename(path)
            sync(self._path)
        finally:
            unfinished.unlink(missing_ok=True)


def _read(path: Path) -> RedoRecord:
    try:
        return RedoRecord.decoded(path.read_bytes())
    except DamagedRedo as error:
        raise StorageError(f"the redo record {path} is damaged: {error}") from error
    except OSError as error:
        raise _failed(error) from error


def _failed(error: OSError) -> StorageError:
    return StorageError(f"redo records: {error}")
