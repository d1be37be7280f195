"""The IAM service: what its operations are handed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.encryption.root_key import RootKey
from strongroom.randomness import Randomness
from strongroom.services.iam import operations
from strongroom.services.iam.access_keys import IamCredentials, Secrets
from strongroom.services.iam.collections import SESSIONS
from strongroom.services.iam.decisions import DecisionLog
from strongroom.services.iam.gate import Gate
from strongroom.services.iam.last_uses import LastUses
from strongroom.services.iam.permissions import Directory
from strongroom.services.iam.policy import Renaming
from strongroom.services.iam.renamings import Renamings
from strongroom.services.operations import Observed, Operations, RequestParser, unobserved
from strongroom.storage.engine import Store, Transaction

T = TypeVar("T")
_SWEEP_INTERVAL = 3600.0
_SAVE_INTERVAL = 60.0


class Iam:
    """One IAM for all accounts. Its state lies in ``catalog``; what is remembered of it is forgotten on change.

    ``directory`` tells other services what a principal may do, ``credentials`` the edge who signs a request;
    ``decisions`` is told what is decided.
    """

    def __init__(
        self,
        catalog: Store,
        root_key: RootKey,
        clock: Clock,
        randomness: Randomness,
        parsers: Mapping[str, RequestParser],
        observed: Observed = unobserved,
        decisions: DecisionLog | None = None,
    ) -> None:
        self.catalog = catalog
        self.clock = clock
        self.randomness = randomness
        self.secrets = Secrets(root_key)
        self.directory = Directory(catalog, decisions)
        self.credentials = IamCredentials(catalog, self.secrets)
        self.last_uses = LastUses(catalog, clock)
        self.renamings = Renamings(catalog)
        self.operations = observed(Operations(self, operations, parsers))

    def gate(self, call: Call) -> Gate:
        """The gate as the call meets it now. The service keeps dates to the second."""
        return Gate(call, float(int(self.clock.now())), self.directory.of(call.principal))

    def write(self, function: Callable[[Transaction], T]) -> asyncio.Future[T]:
        """Change the catalog; what was remembered is forgotten before anybody hears of the change."""
        future = self.catalog.write(function)
        future.add_done_callback(lambda _: self._forget())
        return future

    async def rename(self, function: Callable[[Transaction], tuple[T, Renaming]]) -> T:
        """``write`` for a function that deletes or renames a user or role, and tells so."""

        def change(transaction: Transaction) -> T:
            result, renaming = function(transaction)
            self.renamings.add(transaction, renaming)
            return result

        result = await self.write(change)
        await self.renamings.finish()
        return result

    async def run(self) -> None:
        """Remove expired sessions and store the last uses of access keys from time to time, until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._repeat(self.sweep, _SWEEP_INTERVAL))
                tasks.create_task(self._repeat(self.last_uses.save, _SAVE_INTERVAL))
        finally:
            await self.last_uses.save()

    async def sweep(self) -> None:
        """Remove the sessions that have expired."""
        now = self.clock.now()
        expired = self.catalog.read(
            lambda reader: [session.id for session in SESSIONS.all(reader) if session.expires <= now]
        )
        if expired:
            await self.write(lambda transaction: _delete_sessions(transaction, expired))

    async def _repeat(self, work: Callable[[], Awaitable[None]], interval: float) -> None:
        while True:
            await work()
            await self.clock.sleep(interval)

    def _forget(self) -> None:
        self.directory.forget()
        self.credentials.forget()


def _delete_sessions(transaction: Transaction, access_key_ids: Iterable[str]) -> None:
    for access_key_id in access_key_ids:
        SESSIONS.delete(transaction, access_key_id)
