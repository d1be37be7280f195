"""What a store owes: writes that are durable in redo records and not yet in the store's own file."""

from __future__ import annotations

import asyncio
import contextlib

from strongroom.storage.engine import StorageError, StoreCorrupted
from strongroom.storage.sqlite.connection import StoreFile
from strongroom.storage.sqlite.redo_log import RedoLog
from strongroom.storage.sqlite.redo_record import DamagedRedo
from strongroom.storage.sqlite.writer import Writer
from strongroom.storage.sqlite.writes import Writes


class Owed:
    """The owed writes of one store, and how they get into its file.

    ``apply`` runs on the committing thread, ``recover`` before the store is used, all else on the event loop's.
    """

    def __init__(self, file: StoreFile, writer: Writer, redo: RedoLog) -> None:
        self._file = file
        self._writer = writer
        self._redo = redo
        self._records: list[bytes] = []
        self._waiting: list[asyncio.Future[None]] = []
        self.writes = Writes()

    def __bool__(self) -> bool:
        return bool(self._records)

    def add(self, record_id: bytes, writes: Writes) -> None:
        """Owe ``writes``, which the record made durable."""
        self._records.append(record_id)
        self.writes.absorb(writes)

    def apply(self) -> None:
        """Write what is owed into the store's file. Raises StorageError and its kinds."""
        self._writer.apply(self.writes, self._records, self._redo.forgettable(self._file.name))
        for record_id in self._records:
            with contextlib.suppress(StorageError):  # a record that cannot be removed is noted as applied
                self._redo.applied(record_id, self._file.name)

    def applied(self) -> None:
        """Nothing is owed any more."""
        self._records.clear()
        self.writes.clear()
        self._tell(None)

    def not_applied(self, error: Exception) -> None:
        """Still owed; whoever waits for it is told why."""
        self._tell(error)

    def wait(self) -> asyncio.Future[None]:
        """Done when nothing is owed any more; fails when it could not be applied."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        return future

    def recover(self) -> None:
        """Apply what a crash has left owed. Raises StorageError and its kinds."""
        name = self._file.name
        noted = self._writer.applied_records()
        for record in self._redo.waiting_for(name):
            if record.id not in noted:
                try:
                    writes = self._file.seal.open(record.id, record.parts[name])
                except DamagedRedo as error:
                    raise StoreCorrupted(name, str(self._file.path), str(error)) from error
                self._writer.apply(writes, [record.id])
            self._redo.applied(record.id, name)
        if noted:
            self._writer.apply(Writes(), forget=self._redo.forgettable(name, noted))

    def _tell(self, error: Exception | None) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if future.done():
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
