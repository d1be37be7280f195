"""Whether every page of a store is whole: authentication of the pages, then SQLite's structure check."""

from __future__ import annotations

from pathlib import Path

from strongroom.storage.engine import StorageError
from strongroom.storage.sqlite.connection import FAILURES, StoreFile

_CACHE_BYTES = 4 << 20


def damage_of(name: str, path: Path, data_key: bytes) -> list[str]:
    """What is wrong with a closed store's file, a sentence each; empty when all of it is whole.

    Raises StorageError when the file cannot be read at all, WrongStoreKey when the key is another store's.
    Source: SQLCipher API, ``PRAGMA cipher_integrity_check``; SQLite, ``PRAGMA integrity_check``.
    """
    file = StoreFile(name, path, data_key)
    file.check_key()
    try:
        connection = file.connect(_CACHE_BYTES)
    except StorageError as error:
        return [str(error)]
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        if not found:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    except FAILURES as error:
        return [str(file.failure(error))]
    finally:
        connection.close()
    return [] if found == ["ok"] else found
