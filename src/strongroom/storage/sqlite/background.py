"""Long reads, each on a thread and a snapshot of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

from strongroom.storage.sqlite.connection import LazyConnection, StoreFile
from strongroom.storage.sqlite.snapshot import Snapshot

T = TypeVar("T")

_IDLE_CONNECTIONS = 1


class BackgroundReads:
    """Runs functions on a snapshot of one store's file, on threads shared with other stores."""

    def __init__(self, file: StoreFile, threads: Executor) -> None:
        self._file = file
        self._threads = threads
        self._idle: list[Snapshot] = []
        self._running: set[asyncio.Future[Any]] = set()

    def run(self, function: Callable[[Snapshot], T]) -> asyncio.Future[T]:
        """Run ``function`` on a snapshot of what is committed when its turn comes."""
        future = asyncio.get_running_loop().run_in_executor(self._threads, self._read, function)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    async def close(self) -> None:
        """Return when all reads are done and their connections closed."""
        while self._running:
            await asyncio.wait(self._running)
        for snapshot in self._idle:
            snapshot.close()
        self._idle.clear()

    def _read(self, function: Callable[[Snapshot], T]) -> T:
        try:
            snapshot = self._idle.pop()
        except IndexError:
            snapshot = Snapshot(self._file, LazyConnection(self._file))
        try:
            snapshot.take()
            return function(snapshot)
        finally:
            snapshot.release()
            if len(self._idle) < _IDLE_CONNECTIONS:
                self._idle.append(snapshot)
            else:
                snapshot.close()
