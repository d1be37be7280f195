"""An open store: functions run on the event loop's thread, commits on a thread of their own.

The transactional functions of a store run one after the other on the event loop's thread, each against what is
stored plus what the functions before it wrote. What they wrote is gathered; while one group of them is being
committed on another thread, the next gathers. So Python code never competes with itself for the interpreter, a
group costs one fsync, and no function waits for the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from strongroom.storage.engine import Key, Reader, StorageError, Transaction
from strongroom.storage.sqlite.background import BackgroundReads
from strongroom.storage.sqlite.checkpoints import Checkpoints
from strongroom.storage.sqlite.commits import Commits
from strongroom.storage.sqlite.connection import StoreFile
from strongroom.storage.sqlite.counts import Counts
from strongroom.storage.sqlite.layers import BufferedTransaction, LayeredReader
from strongroom.storage.sqlite.settings import SqliteSettings
from strongroom.storage.sqlite.snapshot import Snapshot
from strongroom.storage.sqlite.threads import Threads
from strongroom.storage.sqlite.writer import Writer
from strongroom.storage.sqlite.writes import UNTOUCHED, Writes

T = TypeVar("T")


class SqliteStore:
    """A Store in one file. All methods are called on the event loop's thread.

    What a read sees: the reader's snapshot of the file under the ``recent`` writes, which are durable and
    newer than the snapshot.
    """

    def __init__(
        self, file: StoreFile, threads: Threads, settings: SqliteSettings, closed: Callable[[], None]
    ) -> None:
        self._file = file
        self._closed = closed
        self._recent = Writes()
        self._recent_limit = settings.recent_writes_bytes
        self._snapshot = Snapshot(file, settings.page_cache_bytes)
        self._background = BackgroundReads(file, threads.reading)
        self._counts = Counts(self._background.run)
        self._commit_count = 0
        self._writer = Writer(file, settings.page_cache_bytes)
        self._threads = threads
        checkpoints = Checkpoints(
            file, self._writer, threads.committing, settings.log_pages, self._snapshot.release
        )
        self._commits = Commits(self._writer, checkpoints, threads.committing, self._committed)
        self._closing: asyncio.Future[None] | None = None
        self._writer.open()

    @property
    def name(self) -> str:
        return self._file.name

    def get(self, space: str, key: Key) -> bytes | None:
        if not self._snapshot.held:
            self._move_on()
        value = self._recent.find(space, key)
        return self._snapshot.get(space, key) if value is UNTOUCHED else value

    def read(self, function: Callable[[Reader], T]) -> T:
        if not self._snapshot.held:
            self._move_on()
        return function(LayeredReader(self._snapshot, (self._recent,)))

    def read_in_background(self, function: Callable[[Reader], T]) -> asyncio.Future[T]:
        self._check_open()
        return self._background.run(lambda snapshot: function(LayeredReader(snapshot, ())))

    def write(self, function: Callable[[Transaction], T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        try:
            self._check_open()
            if not self._snapshot.held:
                self._move_on()
        except StorageError as error:
            future.set_exception(error)
            return future
        group = self._commits.gather(loop)
        own = Writes()
        transaction = BufferedTransaction(self._snapshot, own, (*self._commits.layers(), self._recent))
        group.run(future, function, transaction, own)
        return future

    def approximate_count(self, space: str) -> int:
        return self._counts.count(space, self._commit_count, self._newest)

    async def close(self) -> None:
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        try:
            await self._commits.settle()
            await self._background.close()
            self._snapshot.close()
            await asyncio.get_running_loop().run_in_executor(self._threads.committing, self._writer.close)
        finally:
            self._file.forget_key()
            self._closed()

    def _move_on(self) -> None:
        """Move the reader to what is committed now."""
        self._check_open()
        self._snapshot.release()
        self._snapshot.take()
        self._recent.clear()

    def _newest(self) -> Snapshot:
        self._move_on()
        return self._snapshot

    def _committed(self, writes: Writes) -> None:
        self._commit_count += 1
        if self._snapshot.held:
            self._recent.absorb(writes)
            if self._recent.volume > self._recent_limit:
                self._snapshot.release()

    def _check_open(self) -> None:
        if self._closing is not None:
            raise StorageError(f"store {self.name!r} is closed")
