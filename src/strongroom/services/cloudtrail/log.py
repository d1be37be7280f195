"""The audit log: what happens is queued at once and written in groups by a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import orjson
import structlog

from strongroom.services.cloudtrail.head import HeadFile, Seal
from strongroom.services.cloudtrail.writer import ChainWriter
from strongroom.storage.engine import StorageError

T = TypeVar("T")
log = structlog.get_logger(__name__)

_RETRY_SECONDS = 1.0
_GROUP = 1000


class AuditLogFull(StorageError):
    """The disk does not take events, and so many wait for it that no further calls should be served."""


class AuditLog(Generic[T]):
    """An append-only log of the events that ``render`` makes of what is appended.

    A group is written ``group_seconds`` after its first occurrence was appended, and synced to disk. When the
    disk refuses, occurrences wait and are tried again; beyond ``backlog`` of them ``check_room`` refuses.
    """

    def __init__(
        self,
        directory: Path,
        seal: Seal,
        render: Callable[[T], Sequence[Mapping[str, Any]]],
        *,
        file_bytes: int = 64 * 1024 * 1024,
        group_seconds: float = 0.05,
        backlog: int = 100_000,
    ) -> None:
        self.directory = directory
        self._writer = ChainWriter(directory, HeadFile(directory, seal), file_bytes)
        self._render = render
        self._group_seconds = group_seconds
        self._backlog = backlog
        self._waiting: deque[T] = deque()
        self._flushes: deque[tuple[int, asyncio.AbstractEventLoop, asyncio.Future[None]]] = deque()
        self._appended = 0
        self._in_flight = 0
        self._written = 0
        self._work = threading.Event()
        self._hurry = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None

    def start(self) -> Sequence[str]:
        """Open the log, heal a torn end and begin to write. What does not fit in the log, in sentences.

        Raises OSError when the directory cannot be used.
        """
        found = self._writer.open()
        if found.torn_bytes:
            log.warning("audit log: an interrupted write was cut off", bytes=found.torn_bytes)
        for problem in found.problems:
            log.error("audit log: events do not fit together", problem=problem)
        self._thread = threading.Thread(target=self._run, name="audit-log", daemon=True)
        self._thread.start()
        return found.problems

    def check_room(self) -> None:
        """Raise AuditLogFull when too many occurrences wait. To be asked before a call is served."""
        if len(self._waiting) >= self._backlog:
            raise AuditLogFull("the audit log cannot be written")

    def append(self, occurrence: T) -> None:
        """Queue an occurrence; never waits. Called on one thread."""
        self._appended += 1
        self._waiting.append(occurrence)
        if not self._work.is_set():
            self._work.set()

    def flushed(self) -> asyncio.Future[None]:
        """Done once all that has been appended is on disk; hurries the group along.

        Raises StorageError when the log was closed while the disk refused.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._flushes.append((self._appended, loop, future))
        self._hurry.set()
        self._work.set()
        return future

    async def close(self) -> None:
        """Write what is waiting, then close the file."""
        if self._thread is None:
            return
        self._closing = True
        self._hurry.set()
        self._work.set()
        await asyncio.to_thread(self._thread.join)
        self._thread = None
        self._writer.close()

    def _run(self) -> None:
        while True:
            self._work.wait()
            self._hurry.wait(self._group_seconds)
            self._hurry.clear()
            self._work.clear()
            written = self._write_waiting()
            self._tell(None)
            if self._closing and not (written and self._waiting):
                if not written:
                    _complain("audit log: closed with events that could not be written")
                    self._tell(StorageError("the audit log could not be written"))
                return
            if not written:
                self._hurry.wait(_RETRY_SECONDS)
                self._work.set()

    def _write_waiting(self) -> bool:
        """Write group after group until nothing waits. False when the disk refused."""
        try:
            while self._waiting or self._writer.has_pending:
                self._writer.write(self._take_group())
                self._written += self._in_flight
                self._in_flight = 0
        except OSError as error:
            _complain("audit log: cannot be written", detail=str(error))
            return False
        return True

    def _take_group(self) -> list[bytes]:
        """The events of the next occurrences as JSON; none while earlier ones are pending."""
        if self._writer.has_pending:
            return []
        self._in_flight = min(len(self._waiting), _GROUP)
        events: list[bytes] = []
        for _ in range(self._in_flight):
            occurrence = self._waiting.popleft()
            try:
                events += [orjson.dumps(event) for event in self._render(occurrence)]
            except Exception as error:  # noqa: BLE001 - one event that cannot be made must not end the log
                _complain("audit log: an event could not be made", error=type(error).__name__)
        return events

    def _tell(self, problem: Exception | None) -> None:
        """Finish the futures of those who wait for what is now written, or of all when there is a problem."""
        while self._flushes and (problem is not None or self._flushes[0][0] <= self._written):
            _, loop, future = self._flushes.popleft()
            if not loop.is_closed():
                loop.call_soon_threadsafe(_finish, future, problem)


def _complain(text: str, **details: str) -> None:
    """Log an error; where the disk is full, the log may be unable to take it."""
    with contextlib.suppress(OSError):
        log.error(text, **details)


def _finish(future: asyncio.Future[None], problem: Exception | None) -> None:
    if future.done():
        return
    if problem is None:
        future.set_result(None)
    else:
        future.set_exception(problem)
