"""A reading connection and the snapshot it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from strongroom.storage.engine import Entry, Key, SortRange, StorageError
from strongroom.storage.sqlite.connection import FAILURES, Connection, LazyConnection, StoreFile
from strongroom.storage.sqlite.ranges import SpaceRange
from strongroom.storage.sqlite.tables import SpaceTable


class Snapshot:
    """Reads of a store's file as it was when the snapshot was taken; for one thread at a time.

    A snapshot is held until it is released: to take one anew for each read would cost more than half as much as
    the read, and SQLite empties the page cache of a connection that finds that another one has written. While
    it is held, the write-ahead log cannot start anew. Each method raises StorageError or StoreCorrupted.
    """

    def __init__(self, file: StoreFile, source: LazyConnection) -> None:
        self._file = file
        self._source = source
        self._connection: Connection | None = None
        self._tables: dict[str, SpaceTable] = {}
        self._open_cursors: set[sqlite3.Cursor] = set()
        self.held = False

    def take(self) -> None:
        """Take a snapshot of what is committed now."""
        connection = self._source.open()
        try:
            if connection is not self._connection:
                self._connection = connection
                self._gets = connection.cursor()
            connection.execute("BEGIN")
            self._gets.execute(
                "SELECT 1 FROM sqlite_schema LIMIT 1"
            ).fetchone()  # BEGIN alone takes no snapshot yet
        except FAILURES as error:
            raise self._failed(error) from error
        self.held = True

    def release(self) -> None:
        """Let go of the snapshot, if one is held, so that the next read takes a newer one."""
        if not self.held or self._connection is None:
            return
        self.held = False
        try:
            for cursor in tuple(self._open_cursors):
                cursor.close()
            self._open_cursors.clear()
            self._connection.execute("ROLLBACK")
        except FAILURES:
            self._give_up()

    def close(self) -> None:
        """Close the connection; the next ``take`` opens another."""
        self._forget()
        self._source.close()

    def get(self, space: str, key: Key) -> bytes | None:
        """The value at ``key``, or None."""
        table = self._tables.get(space) or self._look_for(space)
        if table is None:
            return None
        try:
            row = self._gets.execute(table.get, key).fetchone()
        except FAILURES as error:
            raise self._failed(error) from error
        return row[0] if row else None

    def in_partition(
        self, space: str, partition: bytes, within: SortRange, descending: bool
    ) -> Iterator[Entry]:
        """The entries of one partition within a range, in order."""
        table = self._tables.get(space) or self._look_for(space)
        return iter(()) if table is None else self._rows(*table.in_partition(partition, within, descending))

    def in_space(self, space: str, within: SpaceRange) -> Iterator[Entry]:
        """The entries of a space within a range, in order."""
        table = self._tables.get(space) or self._look_for(space)
        return iter(()) if table is None else self._rows(*table.in_space(within))

    def count(self, space: str) -> int:
        """The number of entries in a space; takes time in proportion."""
        table = self._tables.get(space) or self._look_for(space)
        return 0 if table is None else self._number(table.count)

    def count_at_most(self, space: str) -> int:
        """A quick upper bound of the number of entries in a space."""
        table = self._tables.get(space) or self._look_for(space)
        return 0 if table is None else self._number(table.count_at_most)

    def _look_for(self, space: str) -> SpaceTable | None:
        table = SpaceTable(space)
        find = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
        if not self._number(find, (table.name,)):
            return None
        self._tables[space] = table
        return table

    def _number(self, sql: str, values: tuple[str, ...] = ()) -> int:
        try:
            return int(self._gets.execute(sql, values).fetchone()[0] or 0)
        except FAILURES as error:
            raise self._failed(error) from error

    def _rows(self, sql: str, values: list[bytes]) -> Iterator[Entry]:
        connection = self._connection
        if connection is None:
            raise StorageError(f"store {self._file.name!r}: the snapshot is gone")
        cursor = connection.cursor()
        self._open_cursors.add(cursor)
        try:
            for partition, sort, value in cursor.execute(sql, values):
                yield (partition, sort), value
        except FAILURES as error:
            raise self._failed(error) from error
        finally:
            self._open_cursors.discard(cursor)
            if self._connection is connection:
                cursor.close()

    def _forget(self) -> None:
        self.held = False
        self._open_cursors.clear()
        self._connection = None

    def _give_up(self) -> None:
        self._forget()
        self._source.failed()  # after a corrupt page SQLCipher's connection answers nothing more

    def _failed(self, error: BaseException) -> Exception:
        self._give_up()
        return self._file.failure(error)
