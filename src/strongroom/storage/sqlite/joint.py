"""Writes over several stores: all of the effect or none, across a crash too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, TypeVar

from strongroom.randomness import Randomness
from strongroom.storage.engine import StorageError, Transaction
from strongroom.storage.sqlite.group import Group, attempt
from strongroom.storage.sqlite.redo_log import RedoLog
from strongroom.storage.sqlite.redo_record import RedoRecord
from strongroom.storage.sqlite.writes import Writes

if TYPE_CHECKING:
    from strongroom.storage.sqlite.store import SqliteStore

T = TypeVar("T")


class JointWrites:
    """Links the gathering groups of stores, so that they become durable together, in one redo record.

    A function over several stores runs at once, like any other, against what each store's functions wrote
    before it. From then on the gathering groups of these stores are linked. Once what these stores have in
    flight is durable, and owes them nothing, the linked groups are written as one redo record; with that they
    are durable and visible, in all stores in the same moment. Each store then applies its part in its own time.
    All methods run on the event loop's thread.
    """

    def __init__(self, redo: RedoLog, randomness: Randomness, threads: Executor) -> None:
        self._redo = redo
        self._randomness = randomness
        self._threads = threads
        self._answers = Group()
        self._linked: dict[str, SqliteStore] = {}
        self._in_flight = False

    def write(
        self, stores: Sequence[SqliteStore], function: Callable[[Mapping[str, Transaction]], T]
    ) -> asyncio.Future[T]:
        """Run ``function`` on a transaction for each store; the future is done when its effect is durable."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        owns = {store.name: Writes() for store in stores}
        try:
            transactions = {store.name: store.transaction(owns[store.name]) for store in stores}
        except StorageError as error:
            future.set_exception(error)
            return future

        def function_over_stores(transactions: Mapping[str, Transaction]) -> T:
            answer = function(transactions)
            for store in stores:
                store.commits.gathering.writes.absorb(owns[store.name])
            return answer

        self._answers.run(future, function_over_stores, transactions, Writes())
        for store in stores:
            self._linked[store.name] = store
            store.commits.link()
            store.commits.schedule(loop)
        return future

    def commit_if_ready(self) -> None:
        """Write the redo record if no linked store has anything in flight."""
        if self._in_flight or not self._linked:
            return
        if not all(store.commits.ready for store in self._linked.values()):
            return
        self._in_flight = True
        answers, self._answers = self._answers, Group()
        linked, self._linked = self._linked, {}
        groups = {name: store.commits.detach() for name, store in linked.items()}
        loop = asyncio.get_running_loop()
        self._threads.submit(self._commit, answers, linked, groups, loop)

    def abandon(self, error: Exception) -> None:
        """What a linked group rests on has failed: so does everything that is linked."""
        answers, self._answers = self._answers, Group()
        linked, self._linked = self._linked, {}
        answers.fail(error)
        for store in linked.values():
            store.commits.unlink()
            store.commits.abandon(error)
            store.commits.schedule(asyncio.get_running_loop())

    def _commit(
        self,
        answers: Group,
        linked: dict[str, SqliteStore],
        groups: dict[str, Group],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        record_id = self._randomness.bytes(16)
        error = attempt(lambda: self._make_durable(record_id, linked, groups))
        loop.call_soon_threadsafe(self._committed, answers, linked, groups, record_id, error)

    def _make_durable(self, record_id: bytes, linked: dict[str, SqliteStore], groups: dict[str, Group]) -> None:
        parts = {
            name: linked[name].seal.seal(record_id, group.writes, self._randomness)
            for name, group in groups.items()
            if group.writes
        }
        if parts:
            self._redo.commit(RedoRecord(record_id, parts))

    def _committed(
        self,
        answers: Group,
        linked: dict[str, SqliteStore],
        groups: dict[str, Group],
        record_id: bytes,
        error: StorageError | None,
    ) -> None:
        self._in_flight = False
        if error is None:
            for name, store in linked.items():
                store.commits.joined(groups[name], record_id)
            answers.resolve()
        else:
            answers.fail(error)
        for name, store in linked.items():
            if error is not None:
                store.commits.join_failed(groups[name], error)
        for store in linked.values():
            store.commits.go_on()
        self.commit_if_ready()
