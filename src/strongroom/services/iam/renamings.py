"""Users and roles that were renamed or deleted, told to all who keep their names.

What lies in the catalog is changed in the transaction that renames or deletes. What others keep in memory
too is changed afterwards; until that is done the catalog remembers it, over a crash as well.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

import orjson

from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.policy import Renaming
from strongroom.storage.engine import Key, Reader, Store, Transaction

SPACE = "iam:renamings"

Within: TypeAlias = Callable[[Transaction, Renaming], None]
Afterwards: TypeAlias = Callable[[Renaming], Awaitable[None]]


class Renamings:
    """Tells ``within`` the transaction and ``afterwards``. IAM's own trust policies are always told."""

    def __init__(self, catalog: Store) -> None:
        self._catalog = catalog
        self._within: list[Within] = [_rename_in_trust_policies]
        self._afterwards: list[Afterwards] = []

    def tell(self, within: Within, afterwards: Afterwards) -> None:
        """Have others rename principals where they keep names. What they do may be done twice."""
        self._within.append(within)
        self._afterwards.append(afterwards)

    def add(self, transaction: Transaction, renaming: Renaming) -> None:
        """Rename in the catalog, and remember what is to be done afterwards."""
        for rename in self._within:
            rename(transaction, renaming)
        pending = _pending(transaction)
        number = int(pending[-1][0][1]) + 1 if pending else 0
        transaction.put(SPACE, (b"", b"%020d" % number), orjson.dumps([renaming.arn, renaming.to]))

    async def finish(self) -> None:
        """Do what is to be done afterwards, in the order of the renamings."""
        for key, renaming in self._catalog.read(_pending):
            for rename in self._afterwards:
                await rename(renaming)
            await self._catalog.write(_forgetting(key))


def _pending(reader: Reader) -> list[tuple[Key, Renaming]]:
    return [(key, Renaming(*orjson.loads(stored))) for key, stored in reader.in_space(SPACE)]


def _forgetting(key: Key) -> Callable[[Transaction], None]:
    return lambda transaction: transaction.delete(SPACE, key)


def _rename_in_trust_policies(transaction: Transaction, renaming: Renaming) -> None:
    for role in list(ROLES.everywhere(transaction)):
        trust = renaming.in_policy(role.trust)
        if trust != role.trust:
            ROLES.put(transaction, replace(role, trust=trust))
