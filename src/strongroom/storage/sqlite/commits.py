"""How what a store's functions wrote becomes durable: in groups, one after the other, on another thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

from strongroom.storage.engine import StorageError
from strongroom.storage.sqlite.checkpoints import Checkpoints
from strongroom.storage.sqlite.group import Group
from strongroom.storage.sqlite.writer import Writer
from strongroom.storage.sqlite.writes import Writes


class Commits:
    """One group gathers while the one before it is being committed.

    All methods run on the event loop's thread. ``committed`` is called there with what has become durable.
    A group that fails takes the gathering one with it: its functions saw what has not come to be.
    """

    def __init__(
        self,
        writer: Writer,
        checkpoints: Checkpoints,
        threads: Executor,
        committed: Callable[[Writes], None],
    ) -> None:
        self._writer = writer
        self._checkpoints = checkpoints
        self._threads = threads
        self._committed = committed
        self._gathering = Group()
        self._in_flight: Group | None = None
        self._scheduled = False
        self._busy = False
        self._settled: asyncio.Event | None = None

    def layers(self) -> list[Writes]:
        """What is written and not yet durable, the newest first."""
        layers = [self._gathering.writes]
        if self._in_flight is not None:
            layers.append(self._in_flight.writes)
        return layers

    def gather(self, loop: asyncio.AbstractEventLoop) -> Group:
        """The group that the next function joins; it will be committed."""
        if not self._scheduled and not self._busy:
            # Not at once: whatever else the loop has received in this round joins the same group.
            self._scheduled = True
            loop.call_soon(self._next, loop)
        return self._gathering

    async def settle(self) -> None:
        """Return when nothing is waiting and no thread works for the store."""
        while self._busy or self._gathering or not self._checkpoints.resting:
            self._settled = self._settled or asyncio.Event()
            await self._settled.wait()

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        self._scheduled = False
        if self._busy:
            return
        if self._checkpoints.needs_writer:
            self._busy = True
            self._checkpoints.finish(loop, lambda: self._checkpoint_done(loop))
        elif self._gathering:
            group, self._gathering = self._gathering, Group()
            if group.writes:
                self._busy = True
                self._in_flight = group
                self._threads.submit(self._commit, group, loop)
            else:
                group.resolve()
        self._tell_settled()

    def _commit(self, group: Group, loop: asyncio.AbstractEventLoop) -> None:
        error: StorageError | None = None
        try:
            self._writer.apply(group.writes)
        except StorageError as failure:
            error = failure
        except BaseException as failure:  # noqa: BLE001 - somebody waits, whatever happened
            error = StorageError(f"the commit failed: {failure!r}")
        loop.call_soon_threadsafe(self._commit_done, group, error, loop)

    def _commit_done(self, group: Group, error: StorageError | None, loop: asyncio.AbstractEventLoop) -> None:
        self._busy = False
        self._in_flight = None
        if error is None:
            self._committed(group.writes)
            group.resolve()
        else:
            group.fail(error)
            self._gathering.fail(error)
            self._gathering = Group()
        self._checkpoints.start_if_due(loop, lambda: self._next(loop))
        self._next(loop)

    def _checkpoint_done(self, loop: asyncio.AbstractEventLoop) -> None:
        self._busy = False
        self._next(loop)

    def _tell_settled(self) -> None:
        if self._settled is not None and not self._busy and not self._gathering:
            self._settled.set()
            self._settled = None
