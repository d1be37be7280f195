"""The writing connection of a store: sets of writes go in, each as one durable transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from strongroom.storage.engine import StorageError, StoreCorrupted
from strongroom.storage.sqlite.connection import FAILURES, Connection, LazyConnection, StoreFile
from strongroom.storage.sqlite.tables import (
    APPLIED_REDO,
    FORGET_APPLIED_REDO,
    NOTE_APPLIED_REDO,
    SpaceTable,
)
from strongroom.storage.sqlite.writes import Writes

_ROWS_A_STATEMENT = 64
_PAGE = 4096
_BUSY_MILLISECONDS = 5000

Statement = tuple[str, Sequence[Any]]


class Writer:
    """Applies writes to a store's file; for one thread at a time.

    Each call of SQLite gives Python's interpreter lock away and waits to get it back, so a group of writes is
    a few statements of many rows, and a single statement goes without BEGIN and COMMIT.
    """

    def __init__(self, file: StoreFile, source: LazyConnection) -> None:
        self._file = file
        self._source = source
        self._tables: dict[str, SpaceTable] = {}
        self.log_pages = 0
        """About how many pages the write-ahead log has grown since it was last written back completely."""

    def applied_records(self) -> set[bytes]:
        """The ids of the redo records that are noted as applied. Raises StorageError and its kinds."""
        connection = self._source.open()  # SQLite recovers what a crash left in the write-ahead log
        try:
            if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                raise StoreCorrupted(self._file.shown_as, str(self._file.path), "the file is not a store")
            return {record_id for (record_id,) in connection.execute(APPLIED_REDO).fetchall()}
        except FAILURES as error:
            raise self._file.failure(error) from error

    def apply(self, writes: Writes, note: Sequence[bytes] = (), forget: Sequence[bytes] = ()) -> None:
        """Make ``writes`` durable, all or nothing. Raises StorageError and its kinds.

        With them the redo records ``note`` are noted as applied, the records ``forget`` no longer.
        """
        connection = self._source.open()
        created = {space: SpaceTable(space) for space in writes.spaces if space not in self._tables}
        statements: list[Statement] = [(table.create, ()) for table in created.values()]
        for space, partitions in writes.spaces.items():
            statements += _statements(created.get(space) or self._tables[space], partitions)
        statements += [(NOTE_APPLIED_REDO, (record_id,)) for record_id in note]
        statements += [(FORGET_APPLIED_REDO, (record_id,)) for record_id in forget]
        if len(statements) > 1:
            statements = [("BEGIN IMMEDIATE", ()), *statements, ("COMMIT", ())]
        try:
            for sql, values in statements:
                connection.execute(sql, values)
        except FAILURES as error:
            self._source.failed()  # that rolls back
            raise self._file.failure(error) from error
        self._tables |= created
        self.log_pages += 2 + sum(len(values) for _, values in statements) // 2 + writes.volume // _PAGE

    def checkpoint(self) -> bool:
        """Write the log back into the database file; whether that was complete, so that the log starts anew."""
        log, done = checkpoint(self._file, self._source.open())
        self.log_pages = log - done
        return log == done

    def empty_log(self) -> bool:
        """Cut the log, which is written back completely, to nothing; whether no reader kept that from being
        done. Source: SQLite, ``PRAGMA wal_checkpoint(TRUNCATE)``, which leaves no past pages in the file."""
        connection = self._source.open()
        try:
            connection.execute("PRAGMA busy_timeout = 0")  # commits wait meanwhile: it is tried again instead
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        except FAILURES as error:
            raise self._file.failure(error) from error
        return not busy

    def close(self) -> None:
        """Close the connection; as the store's last one it writes the log back and removes it."""
        try:
            self._source.close()
        except FAILURES as error:
            raise self._file.failure(error) from error


def checkpoint(file: StoreFile, connection: Connection) -> tuple[int, int]:
    """Write back what no reader still needs from the log: the log's pages, and how many are written back."""
    try:
        _, log, done = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except FAILURES as error:
        raise file.failure(error) from error
    if log < 0 or done < 0:
        raise StorageError(f"store {file.name!r}: the write-ahead log cannot be written back")
    return int(log), int(done)


def _statements(table: SpaceTable, partitions: dict[bytes, dict[bytes, bytes | None]]) -> Iterator[Statement]:
    puts: list[bytes] = []
    deletes: list[bytes] = []
    for partition, positions in partitions.items():
        for sort, value in positions.items():
            if value is None:
                deletes += (partition, sort)
            else:
                puts += (partition, sort, value)
    for start in range(0, len(puts), 3 * _ROWS_A_STATEMENT):
        values = puts[start : start + 3 * _ROWS_A_STATEMENT]
        yield table.put(len(values) // 3), values
    for start in range(0, len(deletes), 2 * _ROWS_A_STATEMENT):
        values = deletes[start : start + 2 * _ROWS_A_STATEMENT]
        yield table.delete(len(values) // 2), values
