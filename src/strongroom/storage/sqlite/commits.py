"""How what a store's functions wrote becomes durable: in groups, one after the other, on another thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

from strongroom.storage.engine import StorageError
from strongroom.storage.sqlite.checkpoints import Checkpoints
from strongroom.storage.sqlite.group import Group, attempt
from strongroom.storage.sqlite.joint import JointWrites
from strongroom.storage.sqlite.owed import Owed
from strongroom.storage.sqlite.writer import Writer
from strongroom.storage.sqlite.writes import Writes


class Commits:
    """One group gathers while the one before it is being committed.

    All methods run on the event loop's thread. ``committed`` is called there with what has become durable,
    ``starting`` before another thread begins to work with the writer. It may do so as long as this is ``busy``.
    A group that fails takes the gathering one with it: its functions saw what has not come to be.

    A group that is linked with other stores' groups is not committed here: ``joint`` detaches it, makes it
    durable in a redo record, and gives it back as owed.
    """

    def __init__(
        self,
        writer: Writer,
        checkpoints: Checkpoints,
        owed: Owed,
        joint: JointWrites,
        threads: Executor,
        committed: Callable[[Writes], None],
        starting: Callable[[], None],
    ) -> None:
        self._writer = writer
        self._checkpoints = checkpoints
        self._owed = owed
        self._joint = joint
        self._threads = threads
        self._committed = committed
        self._starting = starting
        self._in_flight: Group | None = None
        self._scheduled = False
        self.busy = False
        self._linked = False
        self._settled: asyncio.Event | None = None
        self.gathering = Group()

    def layers(self) -> list[Writes]:
        """What is written and not yet durable, the newest first."""
        layers = [self.gathering.writes]
        if self._in_flight is not None:
            layers.append(self._in_flight.writes)
        return layers

    def schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        """What gathers will be committed."""
        if not self._scheduled and not self.busy:
            # Not at once: whatever else the loop has received in this round joins the same group.
            self._scheduled = True
            loop.call_soon(self.go_on)

    def purge(self, loop: asyncio.AbstractEventLoop) -> asyncio.Future[None]:
        """Done when the log holds nothing of what has been committed so far."""
        return self._checkpoints.purge(loop, self.go_on)

    def log_is_gone(self) -> None:
        """The store was closed, which has removed its log."""
        self._checkpoints.log_is_gone()

    async def settle(self) -> None:
        """Return when nothing is waiting and no thread works for the store."""
        while self.busy or self._linked or self.gathering or not self._checkpoints.resting:
            self._settled = self._settled or asyncio.Event()
            await self._settled.wait()

    def go_on(self) -> None:
        """Start whatever is to be done next, if nothing is being done."""
        self._scheduled = False
        if self.busy:
            return
        if self._checkpoints.needs_writer:
            self._begin()
            self._checkpoints.finish(asyncio.get_running_loop(), self._checkpoint_done)
        elif self._owed:
            self._begin()
            self._threads.submit(self._apply_owed, asyncio.get_running_loop())
        elif self._linked:
            self._joint.commit_if_ready()
        elif self.gathering:
            self._commit_gathered()
        if self._settled is not None:
            self._settled.set()
            self._settled = None

    def _commit_gathered(self) -> None:
        group, self.gathering = self.gathering, Group()
        if group.writes:
            self._begin()
            self._in_flight = group
            self._threads.submit(self._commit, group, asyncio.get_running_loop())
        else:
            group.resolve()

    def _begin(self) -> None:
        self.busy = True
        self._starting()

    def _commit(self, group: Group, loop: asyncio.AbstractEventLoop) -> None:
        error = attempt(lambda: self._writer.apply(group.writes))
        loop.call_soon_threadsafe(self._commit_done, group, error)

    def _commit_done(self, group: Group, error: StorageError | None) -> None:
        self.busy = False
        self._in_flight = None
        if error is None:
            self._committed(group.writes)
            group.resolve()
        else:
            group.fail(error)
            self.abandon(error)
        self._checkpoints.start_if_due(asyncio.get_running_loop(), self.go_on)
        self.go_on()

    def _checkpoint_done(self) -> None:
        self.busy = False
        self.go_on()

    def _apply_owed(self, loop: asyncio.AbstractEventLoop) -> None:
        error = attempt(self._owed.apply)
        loop.call_soon_threadsafe(self._owed_done, error)

    def _owed_done(self, error: StorageError | None) -> None:
        self.busy = False
        if error is None:
            self._owed.applied()
            self._committed(Writes())
            self._checkpoints.start_if_due(asyncio.get_running_loop(), self.go_on)
            self.go_on()
        else:  # it stays owed, visible and durable; the next write tries again
            self._owed.not_applied(error)
            self.abandon(error)
            if self._settled is not None:
                self._settled.set()
                self._settled = None

    # What follows is for JointWrites.

    def link(self) -> None:
        """What gathers becomes durable together with other stores' groups."""
        self._linked = True

    def unlink(self) -> None:
        """The group is not linked any more."""
        self._linked = False

    @property
    def ready(self) -> bool:
        """Whether nothing is being done and nothing has to be done before the gathering group."""
        return not (self.busy or self._checkpoints.needs_writer or self._owed)

    def detach(self) -> Group:
        """Hand over the gathering group; the store commits nothing until it has been given back."""
        group, self.gathering = self.gathering, Group()
        self._linked = False
        self.busy = True
        self._in_flight = group
        return group

    def joined(self, group: Group, record_id: bytes) -> None:
        """The detached group is durable in the redo record: visible from now on, and owed."""
        self.busy = False
        self._in_flight = None
        if group.writes:
            self._owed.add(record_id, group.writes)
            self._committed(group.writes)
        group.resolve()

    def join_failed(self, group: Group, error: Exception) -> None:
        """The detached group has not become durable."""
        self.busy = False
        self._in_flight = None
        group.fail(error)
        self.abandon(error)

    def abandon(self, error: Exception) -> None:
        """Fail the gathering group, and all that is linked with it."""
        group, self.gathering = self.gathering, Group()
        group.fail(error)
        if self._linked:
            self._joint.abandon(error)
