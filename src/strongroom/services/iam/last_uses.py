"""When, where and with which service each user's access key was used last.

Noted in memory for every signed request and stored from time to time: a crash loses the last minute.
Source: IAM API reference, GetAccessKeyLastUsed and AccessKeyLastUsed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import orjson

from strongroom.clock import Clock
from strongroom.services.iam.ids import is_long_term
from strongroom.storage.engine import Key, Reader, Store, Transaction

_SPACE = "iam:last-uses"
#: A use is noted anew only when the known one is older, in seconds.
_RESOLUTION = 60.0


@dataclass(frozen=True, slots=True)
class LastUse:
    """The use of an access key: ``time`` is in epoch seconds, ``service`` as in the signature's scope."""

    time: float
    service: str
    region: str


class LastUses:
    """The last uses of all access keys, by their ids."""

    def __init__(self, catalog: Store, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._noted: dict[str, LastUse] = {}
        self._unsaved: set[str] = set()

    def note(self, access_key_id: str, service: str, region: str) -> None:
        """The access key has signed a request. Those of sessions are not kept."""
        now = self._clock.now()
        known = self._noted.get(access_key_id)
        if (
            known is not None
            and (known.service, known.region) == (service, region)
            and now < known.time + _RESOLUTION
        ):
            return
        if is_long_term(access_key_id):
            self._noted[access_key_id] = LastUse(now, service, region)
            self._unsaved.add(access_key_id)

    def of(self, reader: Reader, access_key_id: str) -> LastUse | None:
        """The last use of an access key; None when it was never used."""
        noted = self._noted.get(access_key_id)
        if noted is not None:
            return noted
        stored = reader.get(_SPACE, _key(access_key_id))
        return None if stored is None else LastUse(**orjson.loads(stored))

    def forget(self, access_key_id: str) -> None:
        """The access key is about to be deleted."""
        self._noted.pop(access_key_id, None)
        self._unsaved.discard(access_key_id)

    def delete(self, transaction: Transaction, access_key_id: str) -> None:
        """Delete what is stored of an access key."""
        transaction.delete(_SPACE, _key(access_key_id))

    async def save(self) -> None:
        """Store what was noted since the last time."""
        unsaved = {each: self._noted[each] for each in self._unsaved}
        self._unsaved.clear()
        if unsaved:
            await self._catalog.write(lambda transaction: _store(transaction, unsaved))


def _store(transaction: Transaction, uses: dict[str, LastUse]) -> None:
    for access_key_id, use in uses.items():
        transaction.put(_SPACE, _key(access_key_id), orjson.dumps(asdict(use)))


def _key(access_key_id: str) -> Key:
    return access_key_id.encode("ascii"), b""
