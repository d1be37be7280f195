"""When, where and with which service each user's access key, and each role's sessions, were used last.

Noted in memory for every signed request and stored from time to time: a crash loses the last minute.
Source: IAM API reference, GetAccessKeyLastUsed, AccessKeyLastUsed and RoleLastUsed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import orjson

from strongroom.clock import Clock
from strongroom.services.iam.records import Role
from strongroom.storage.engine import Key, Reader, Store, Transaction

_SPACE = "iam:last-uses"
#: A use is noted anew only when the known one is older, in seconds.
_RESOLUTION = 60.0
#: How long ago a role's last use is told, in seconds.
_TRACKED = 400 * 86_400.0


@dataclass(frozen=True, slots=True)
class LastUse:
    """One use: ``time`` is in epoch seconds, ``service`` as in the signature's scope."""

    time: float
    service: str
    region: str


class LastUses:
    """The last uses of all access keys and roles, by their ids."""

    def __init__(self, catalog: Store, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._noted: dict[str, LastUse] = {}
        self._unsaved: set[str] = set()

    def note(self, used: str, service: str, region: str) -> None:
        """The access key, or a session of the role, with that id has signed a request."""
        now = self._clock.now()
        known = self._noted.get(used)
        if (
            known is not None
            and (known.service, known.region) == (service, region)
            and now < known.time + _RESOLUTION
        ):
            return
        self._noted[used] = LastUse(now, service, region)
        self._unsaved.add(used)

    def of(self, reader: Reader, used: str) -> LastUse | None:
        """The last use of an access key or a role; None when it was never used."""
        noted = self._noted.get(used)
        if noted is not None:
            return noted
        stored = reader.get(_SPACE, _key(used))
        return None if stored is None else LastUse(**orjson.loads(stored))

    def of_role(self, reader: Reader, role: Role) -> dict[str, Any]:
        """The wire's RoleLastUsed; empty for a role that was not used in the last 400 days."""
        use = self.of(reader, role.id)
        if use is None or use.time < self._clock.now() - _TRACKED:
            return {}
        return {"LastUsedDate": float(int(use.time)), "Region": use.region}

    def forget(self, used: str) -> None:
        """The access key is about to be deleted, or the role was."""
        self._noted.pop(used, None)
        self._unsaved.discard(used)

    def delete(self, transaction: Transaction, used: str) -> None:
        """Delete what is stored of an access key or a role."""
        transaction.delete(_SPACE, _key(used))

    async def save(self) -> None:
        """Store what was noted since the last time."""
        unsaved = {each: self._noted[each] for each in self._unsaved}
        self._unsaved.clear()
        if unsaved:
            await self._catalog.write(lambda transaction: _store(transaction, unsaved))


def _store(transaction: Transaction, uses: dict[str, LastUse]) -> None:
    for used, use in uses.items():
        transaction.put(_SPACE, _key(used), orjson.dumps(asdict(use)))


def _key(used: str) -> Key:
    return used.encode("ascii"), b""
