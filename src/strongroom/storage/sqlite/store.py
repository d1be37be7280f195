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
from strongroom.storage.sqlite.connection import LazyConnection, StoreFile
from strongroom.storage.sqlite.counts import Counts
from strongroom.storage.sqlite.joint import JointWrites
from strongroom.storage.sqlite.layers import BufferedTransaction, LayeredReader
from strongroom.storage.sqlite.owed import Owed
from strongroom.storage.sqlite.page_caches import PageCaches
from strongroom.storage.sqlite.redo_log import RedoLog
from strongroom.storage.sqlite.redo_record import RedoSeal
from strongroom.storage.sqlite.settings import SqliteSettings
from strongroom.storage.sqlite.snapshot import Snapshot
from strongroom.storage.sqlite.threads import Threads
from strongroom.storage.sqlite.writer import Writer
from strongroom.storage.sqlite.writes import UNTOUCHED, Writes

T = TypeVar("T")


class SqliteStore:
    """A Store in one file. All methods are called on the event loop's thread.

    There are two ways to read. While no other thread works with the writing connection, and nothing is owed to
    the file, that connection reads: it sees all that is durable, and its page cache stays, because nobody else
    writes. While one does, a reader of its own is asked: its ``snapshot`` of the file under the ``recent``
    writes, which are durable and newer. When that reader moves on, SQLite empties its page cache; what was
    ``remembered`` of the writes before spares those who write the same items again from reading them
    (decision 0001).
    """

    def __init__(
        self,
        file: StoreFile,
        redo: RedoLog,
        joint: JointWrites,
        threads: Threads,
        page_caches: PageCaches,
        settings: SqliteSettings,
        closed: Callable[[], None],
    ) -> None:
        self._file = file
        self._closed = closed
        self._recent = Writes()
        self._recent_limit = settings.recent_writes_bytes
        self._remembered = Writes()
        self._remembered_limit = settings.remembered_writes_bytes
        self._writing = LazyConnection(file)
        self._reading = LazyConnection(file)
        self._latest = Snapshot(file, self._writing)
        self._snapshot = Snapshot(file, self._reading)
        self._background = BackgroundReads(file, threads.reading)
        self._counts = Counts(self._background.run)
        self._commit_count = 0
        self._writer = Writer(file, self._writing)
        self._page_caches = page_caches
        self._threads = threads
        checkpoints = Checkpoints(
            file, self._writer, threads.committing, settings.log_pages, self._snapshot.release
        )
        self._owed = Owed(file, self._writer, redo)
        self.commits = Commits(
            self._writer,
            checkpoints,
            self._owed,
            joint,
            threads.committing,
            self._committed,
            self._latest.release,
        )
        self._closing: asyncio.Future[None] | None = None
        try:
            self._owed.recover()
        except StorageError:
            self._writer.close()
            raise
        page_caches.join(file.name, file.size(), self._resize)

    @property
    def name(self) -> str:
        return self._file.name

    @property
    def seal(self) -> RedoSeal:
        """What seals this store's parts of redo records."""
        return self._file.seal

    def get(self, space: str, key: Key) -> bytes | None:
        snapshot = self._asked()
        value = UNTOUCHED if snapshot is self._latest else self._recent.find(space, key)
        return snapshot.get(space, key) if value is UNTOUCHED else value

    def read(self, function: Callable[[Reader], T]) -> T:
        return function(self.reader())

    def reader(self) -> Reader:
        """Reads of what is durable now, until the event loop goes on."""
        snapshot = self._asked()
        return LayeredReader(snapshot, () if snapshot is self._latest else (self._recent,))

    def read_in_background(self, function: Callable[[Reader], T]) -> asyncio.Future[T]:
        self._check_open()
        if self._owed:
            return asyncio.ensure_future(self._read_when_applied(function))
        return self._background.run(lambda snapshot: function(LayeredReader(snapshot, ())))

    def write(self, function: Callable[[Transaction], T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        own = Writes()
        try:
            transaction = self.transaction(own)
        except StorageError as error:
            future.set_exception(error)
            return future
        self.commits.gathering.run(future, function, transaction, own)
        self.commits.schedule(loop)
        return future

    def transaction(self, own: Writes) -> Transaction:
        """A transaction that sees what all functions before it wrote, and writes to ``own``."""
        self._check_open()
        layers = (*self.commits.layers(), self._recent)  # older than these is what is remembered
        return BufferedTransaction(self._asked(), own, layers, self._remembered)

    def approximate_count(self, space: str) -> int:
        return self._counts.count(space, self._commit_count, self._newest)

    def purge(self) -> asyncio.Future[None]:
        self._check_open()
        return self.commits.purge(asyncio.get_running_loop())

    async def close(self) -> None:
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closing)

    async def _read_when_applied(self, function: Callable[[Reader], T]) -> T:
        if self._owed:
            applied = self._owed.wait()
            self.commits.schedule(asyncio.get_running_loop())
            await applied
        return await self._background.run(lambda snapshot: function(LayeredReader(snapshot, ())))

    async def _close(self) -> None:
        try:
            await self.commits.settle()
            await self._background.close()
            self._snapshot.close()
            self._latest.release()
            await asyncio.get_running_loop().run_in_executor(self._threads.committing, self._writer.close)
            self.commits.log_is_gone()
        finally:
            self._page_caches.leave(self._file.name)
            self._file.forget_key()
            self._closed()

    def _asked(self) -> Snapshot:
        """The snapshot to read, which is held from here on."""
        if self.commits.busy or self._owed:
            if not self._snapshot.held:
                self._move_on()
            return self._snapshot
        if not self._latest.held:
            self._check_open()
            self._latest.take()
        return self._latest

    def _move_on(self) -> None:
        """Move the reader to what is committed now."""
        self._check_open()
        self._let_go()
        self._snapshot.take()
        if self._owed:
            self._recent.absorb(self._owed.writes)

    def _let_go(self) -> None:
        """Let the reader's snapshot go, and forget what is newer: the next one will have it."""
        self._snapshot.release()
        self._page_caches.grown(self._file.name, self._file.size())
        if self._remembered.volume > self._remembered_limit:
            self._remembered.clear()
        self._remembered.absorb(self._recent)
        self._recent.clear()

    def _resize(self, cache_bytes: int) -> None:
        self._reading.cache_bytes = cache_bytes
        self._writing.cache_bytes = cache_bytes

    def _newest(self) -> Snapshot:
        self._move_on()
        return self._snapshot

    def _committed(self, writes: Writes) -> None:
        self._commit_count += 1
        self._recent.absorb(writes)
        if self._recent.volume > self._recent_limit:
            self._let_go()

    def _check_open(self) -> None:
        if self._closing is not None:
            raise StorageError(f"store {self.name!r} is closed")
