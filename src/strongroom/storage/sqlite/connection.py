"""How a store's file is opened: SQLCipher 4 with its own defaults, under a raw key.

Any SQLCipher opens the file with the data key alone: ``PRAGMA key = "x'<64 hex digits>'"``. The settings are
argued in docs/decisions/0001-sqlcipher-settings.md.
"""

from __future__ import annotations

import contextlib
import hmac
import sqlite3
from pathlib import Path
from typing import Final, TypeAlias, cast

import sqlcipher3.dbapi2 as sqlcipher

from strongroom.storage.engine import StorageError, StoreCorrupted, WrongStoreKey
from strongroom.storage.sqlite.redo_record import RedoSeal
from strongroom.storage.sqlite.tables import CREATE_APPLIED_REDO

Connection: TypeAlias = sqlite3.Connection
"""SQLCipher's connections have the interface of the standard library's."""

FAILURES: Final = (sqlcipher.Error, MemoryError)
"""What a call of SQLCipher raises; MemoryError from every call on a connection that met a corrupt page."""

CACHE_BYTES: Final = 2 << 20
"""The page cache of a connection that nobody gives more."""

_SALT_LENGTH = 16
_KEY_CHECK = b"strongroom store key check"
_CORRUPTED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class StoreFile:
    """One store's database file and the key that opens it.

    The file begins with SQLCipher's salt. Ours is derived from the data key, so it also tells whether a key
    is the file's key at all, and a key that is but does not open the file means corruption.
    """

    def __init__(self, name: str, path: Path, data_key: bytes, shown_as: str | None = None) -> None:
        if len(data_key) != 32:
            raise ValueError("a data key has 32 bytes")
        self.name = name
        self.shown_as = shown_as or name
        self.path = path
        self._seal: RedoSeal | None = RedoSeal(name, data_key)
        self._salt = hmac.digest(data_key, _KEY_CHECK, "sha256")[:_SALT_LENGTH]
        self._raw_key = (data_key + self._salt).hex()

    @property
    def seal(self) -> RedoSeal:
        """What seals this store's parts of redo records. Raises StorageError when the key is forgotten."""
        if self._seal is None:
            raise StorageError(f"store {self.name!r} is closed")
        return self._seal

    def check_key(self) -> None:
        """Raise WrongStoreKey when the key is another store's, StoreCorrupted when the header is damaged."""
        try:
            with self.path.open("rb") as file:
                salt = file.read(_SALT_LENGTH)
        except OSError as error:
            raise StorageError(f"store {self.name!r} cannot be read: {error}") from error
        if salt == self._salt:
            return
        if len(salt) < _SALT_LENGTH:
            raise StoreCorrupted(self.shown_as, str(self.path), "the file has no header")
        if self._opens():
            raise StoreCorrupted(self.shown_as, str(self.path), "the salt in the file's header is damaged")
        raise WrongStoreKey(f"the data key does not open store {self.name!r}")

    def initialize(self) -> None:
        """Make an empty file a store without entries."""
        connection = self.connect(0)
        try:
            connection.execute(CREATE_APPLIED_REDO)
        except FAILURES as error:
            raise self.failure(error) from error
        finally:
            connection.close()

    def size(self) -> int:
        """The bytes of the file and its write-ahead log. Raises StorageError."""
        size = 0
        try:
            size += self.path.stat().st_size
            size += self.path.with_name(f"{self.path.name}-wal").stat().st_size
        except FileNotFoundError:
            return size
        except OSError as error:
            raise StorageError(f"store {self.name!r} cannot be read: {error}") from error
        return size

    def connect(self, cache_bytes: int) -> Connection:
        """A connection with a page cache of at most ``cache_bytes``. Raises StorageError and its kinds."""
        connection = self._connect()
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA mmap_size = 0")
            set_cache_size(connection, cache_bytes)
        except FAILURES as error:
            connection.close()
            raise self.failure(error) from error
        return connection

    def forget_key(self) -> None:
        """Forget the data key; nothing can be opened any more."""
        self._raw_key = ""
        self._seal = None

    def failure(self, error: BaseException) -> StorageError:
        """What the engine raises for an error of SQLCipher."""
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _CORRUPTED:
            return StoreCorrupted(self.shown_as, str(self.path), str(error))
        return StorageError(f"store {self.name!r}: {error or type(error).__name__}")

    def _connect(self) -> Connection:
        if not self._raw_key:
            raise StorageError(f"store {self.name!r} is closed")
        try:
            connection = sqlcipher.connect(
                f"{self.path.absolute().as_uri()}?mode=rw",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
            )
            connection.execute(f"PRAGMA key = \"x'{self._raw_key}'\"")
            connection.execute("PRAGMA cipher_compatibility = 4")
            connection.execute("PRAGMA cipher_log_level = NONE")
        except FAILURES as error:
            raise self.failure(error) from error
        return cast(Connection, connection)

    def _opens(self) -> bool:
        connection = self._connect()
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except FAILURES:
            return False
        finally:
            connection.close()
        return True


class LazyConnection:
    """A connection to a store's file, opened when it is asked for and not open; for one thread at a time.

    ``cache_bytes`` is what its page cache may take, heeded by the next ``open``. One that failed, and is not
    usable any more, is closed once there is another: the last one of all would write the log back, also what is
    damaged in it.
    """

    def __init__(self, file: StoreFile) -> None:
        self._file = file
        self._connection: Connection | None = None
        self._failed: list[Connection] = []
        self._cache_bytes = CACHE_BYTES
        self.cache_bytes = CACHE_BYTES

    def open(self) -> Connection:
        """The connection. Raises StorageError and its kinds."""
        if self._connection is None:
            self._connection = self._file.connect(self.cache_bytes)
            self._close_failed()
        elif self._cache_bytes != self.cache_bytes:
            try:
                set_cache_size(self._connection, self.cache_bytes)
            except FAILURES as error:
                raise self._file.failure(error) from error
        self._cache_bytes = self.cache_bytes
        return self._connection

    def failed(self) -> None:
        """What was done with the connection has failed: the next ``open`` makes another."""
        if self._connection is not None:
            self._failed.append(self._connection)
            self._connection = None
        with contextlib.suppress(StorageError):
            self.open()  # at once, because a transaction that failed is rolled back when its connection goes

    def close(self) -> None:
        """Close the connection; as the store's last one it writes the log back and removes it. Raises
        FAILURES."""
        self._close_failed()
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()

    def _close_failed(self) -> None:
        for connection in self._failed:
            with contextlib.suppress(*FAILURES):
                connection.close()
        self._failed.clear()


def set_cache_size(connection: Connection, cache_bytes: int) -> None:
    """Let the page cache take ``cache_bytes``, at least 64 KiB. Raises FAILURES."""
    connection.execute(f"PRAGMA cache_size = -{max(64, cache_bytes // 1024)}")
