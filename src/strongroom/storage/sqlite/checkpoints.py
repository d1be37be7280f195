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
_AGAIN_SECONDS = 0.25


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
        self._purges: list[asyncio.Future[None]] = []

    @property
    def resting(self) -> bool:
        """Whether no checkpoint is under way."""
        return self._step is _Step.RESTING

    @property
    def needs_writer(self) -> bool:
        """Whether the second step is to be done before the next commit."""
        return self._step is _Step.BETWEEN_COMMITS

    def start_if_due(self, loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
        """Begin the first step if the log is long or to be purged; ``then`` is called when it is over."""
        if self._step is _Step.RESTING and (self._purges or self._writer.log_pages >= self._due_at):
            self._step = _Step.BESIDE_THE_WRITER
            self._release_snapshot()
            self._threads.submit(self._write_bulk, loop, then)

    def finish(self, loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
        """Begin the second step, which needs the writer; ``then`` is called when it is over.

        A reader whose snapshot is from before the last commit would keep pages in the log, one whose snapshot
        is from before the end of this step would keep the log from starting anew: both are released.
        """
        self._release_snapshot()
        self._threads.submit(self._write_rest, loop, then, list(self._purges))

    def purge(self, loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> asyncio.Future[None]:
        """Have the log written back and emptied: pages of the past stay in it otherwise, until others are
        written over them. Done when that has succeeded; a reader with an old snapshot delays it."""
        purge: asyncio.Future[None] = loop.create_future()
        self._purges.append(purge)
        self.start_if_due(loop, then)
        return purge

    def log_is_gone(self) -> None:
        """There is no log any more, nor will there be."""
        self._purged(self._purges)

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

    def _write_rest(
        self, loop: asyncio.AbstractEventLoop, then: Callable[[], None], purges: list[asyncio.Future[None]]
    ) -> None:
        done: list[asyncio.Future[None]] = []
        try:
            if self._writer.checkpoint() and purges and self._writer.empty_log():
                done = purges
        except StorageError:
            pass  # the log stays as it is; whoever reads or commits next meets the same error and reports it
        finally:
            loop.call_soon_threadsafe(self._rest_written, loop, then, done)

    def _rest_written(
        self, loop: asyncio.AbstractEventLoop, then: Callable[[], None], purged: list[asyncio.Future[None]]
    ) -> None:
        self._release_snapshot()
        self._due_at = self._writer.log_pages + self._log_pages
        self._step = _Step.RESTING
        self._purged(purged)
        if self._purges:
            loop.call_later(_AGAIN_SECONDS, self._purge_again, loop, then)
        then()

    def _purge_again(self, loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
        if self._purges:
            self.start_if_due(loop, then)

    def _purged(self, purges: list[asyncio.Future[None]]) -> None:
        self._purges = [purge for purge in self._purges if purge not in purges]
        for purge in purges:
            if not purge.done():
                purge.set_result(None)
