"""The embedded engine: one SQLCipher database file for each store."""

from strongroom.storage.sqlite.engine import SqliteEngine

__all__ = ["SqliteEngine"]
