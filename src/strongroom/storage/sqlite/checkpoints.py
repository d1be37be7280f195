"""When and how a store's write-ahead log is written back into its database file.

SQLite can write most of the log back beside a busy writer, but the log starts anew only when it is written back
completely and no reader needs it. So the work is done in two steps: the bulk on a connection of its own while
commits go on, then, between two commits, the few pages that came meanwhile. Commits wait for the second alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from enum import Enum

from strongroom.storage.engine import StorageError
from strongroom.storage.sqlite.connection import StoreFile
from strongroom.storage.sqlite.writer import Writer, checkpoint

_CACHE_BYTES = 1 << 16


class _Step(Enum):
    RESTING = 0
    BESIDE_THE_WRITER = 1
    BETWEEN_COMMITS = 2


class Checkpoints:
    """Keeps one store's log short. Methods without another word run on the event loop's thread.

    ``release_snapshot`` makes the store's reader let go of its snapshot: a log that a reader needs stays.
    """

    def __init__(
        self,
        file: StoreFile,
        writer: Writer,
        threads: Executor,
        log_pages: int,
        release_snapshot: Callable[[], None],
    ) -> None:
        self._file = file
        self._writer = writer
        self._threads = threads
        self._log_pages = log_pages
        self._release_snapshot = release_snapshot
        self._due_at = log_pages
        self._step = _Step.RESTING

    @property
    def resting(self) -> bool:
        """Whether no checkpoint is under way."""
        return self._step is _Step.RESTING

    @property
    def needs_writer(self) -> bool:
        """Whether the second step is to be done before the next commit."""
        return self._step is _Step.BETWEEN_COMMITS

    def start_if_due(self, loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
        """Begin the first step if the log is long; ``then`` is called when it is over."""
        if self._step is _Step.RESTING and self._writer.log_pages >= self._due_at:
            self._step = _Step.BESIDE_THE_WRITER
            self._release_snapshot()
            self._threads.submit(self._write_bulk, loop, then)

    def finish(self, loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
        """Begin the second step, which needs the writer; ``then`` is called when it is over.

        A reader whose snapshot is from before the last commit would keep pages in the log, one whose snapshot
        is from before the end of this step would keep the log from starting anew: both are released.
        """
        self._release_snapshot()
        self._threads.submit(self._write_rest, loop, then)

    def _write_bulk(self, loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
        try:
            connection = self._file.connect(_CACHE_BYTES)
            try:
                checkpoint(self._file, connection)
            finally:
                connection.close()
        except StorageError:
            pass  # the second step tries again
        finally:
            loop.call_soon_threadsafe(self._bulk_written, then)

    def _bulk_written(self, then: Callable[[], None]) -> None:
        self._step = _Step.BETWEEN_COMMITS
        then()

    def _write_rest(self, loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
        try:
            self._writer.checkpoint()
        except StorageError:
            pass  # the log stays as it is; whoever reads or commits next meets the same error and reports it
        finally:
            loop.call_soon_threadsafe(self._rest_written, then)

    def _rest_written(self, then: Callable[[], None]) -> None:
        self._release_snapshot()
        self._due_at = self._writer.log_pages + self._log_pages
        self._step = _Step.RESTING
        then()
