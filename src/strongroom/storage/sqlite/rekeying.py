"""A store's content in a new file under another key: pages are encrypted anew, free ones left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from strongroom.storage.engine import StorageError
from strongroom.storage.sqlite.connection import FAILURES, Connection, StoreFile
from strongroom.storage.sqlite.directory import sync
from strongroom.storage.sqlite.integrity import damage_of

_CACHE_BYTES = 4 << 20
_ROWS_AT_ONCE = 1000


def rewrite(source: StoreFile, target: Path, data_key: bytes) -> Iterator[tuple[int, int]]:
    """Write the content of a closed store to the new file ``target`` under ``data_key``: after each group of
    entries how many are written, and how many there are. At the end the file is on disk, and was checked.

    Raises StorageError and its kinds.
    """
    try:
        target.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise StorageError(f"store {source.name!r} cannot be written anew: {error}") from error
    new = StoreFile(source.name, target, data_key)
    reading = source.connect(_CACHE_BYTES)
    try:
        writing = new.connect(_CACHE_BYTES)
        try:
            yield from _copied(reading, writing)
        finally:
            writing.close()
    except FAILURES as error:
        raise source.failure(error) from error
    finally:
        reading.close()
    if damage := damage_of(source.name, target, data_key):
        raise StorageError(f"store {source.name!r} was not written anew as it is: {'; '.join(damage)}")
    for file in (source, new):
        if file.path.with_name(f"{file.path.name}-wal").exists():
            raise StorageError(f"store {file.name!r}: its write-ahead log cannot be written back")
    sync(target)
    sync(target.parent)


def _copied(reading: Connection, writing: Connection) -> Iterator[tuple[int, int]]:
    reading.execute("BEGIN")
    tables = reading.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"
    ).fetchall()
    names = ['"' + name.replace('"', '""') + '"' for name, _ in tables]
    total = sum(reading.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names)
    done = 0
    writing.execute("BEGIN IMMEDIATE")
    for name, (_, sql) in zip(names, tables, strict=True):
        writing.execute(sql)
        cursor = reading.execute(f"SELECT * FROM {name}")
        values = ", ".join("?" for _ in cursor.description)
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            writing.executemany(f"INSERT INTO {name} VALUES ({values})", rows)
            done += len(rows)
            yield done, total
    writing.execute("COMMIT")
