"""What can be chosen about the embedded engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SqliteSettings:
    """Sizes and numbers of threads. The defaults are measured (docs/decisions/0001-sqlcipher-settings.md).

    - ``page_cache_bytes``: the page caches of all stores together. Memory is taken as pages are read.
    - ``recent_writes_bytes``: how much may be written before a store's reader moves on to a newer snapshot;
      until then what was written is kept in memory beside the snapshot.
    - ``remembered_writes_bytes``: how much of what was written before that a store remembers, for those who
      write the same items again.
    - ``log_pages``: at about how many pages of 4 KB a store's write-ahead log is written back.
    - ``commit_threads`` and ``reading_threads``: shared by all stores.
    """

    page_cache_bytes: int = 512 << 20
    recent_writes_bytes: int = 4 << 20
    remembered_writes_bytes: int = 16 << 20
    log_pages: int = 8000
    commit_threads: int = 4
    reading_threads: int = 2
