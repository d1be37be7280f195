"""ClientRequestToken: a transaction that is sent again within ten minutes is not done again.

Each store that takes part keeps the token beside the items it protects, written by the same transactional
function: a token is there if and only if its transaction has happened, after a crash too, and under the table's
own encryption. A repeat is recognized by any table that it names.

What lies in the space ``tokens``: the partition is the number of the ten minutes since the epoch in which the
transaction happened (4 bytes, big-endian), the sort position the token, the value ``_Entry``. So no token older
than the previous ten minutes has to be looked for, and old ones lie together at the front.

Source: API reference, TransactWriteItems, ClientRequestToken.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

import orjson
import structlog

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.catalog import Tables
from strongroom.services.operations import Request
from strongroom.storage.engine import Key, StorageError, Store, Transaction

SPACE = "tokens"
VALID_SECONDS = 600

_ENTRY = struct.Struct(">dd16s")
_PARTITION = struct.Struct(">I")
_REMOVED_AT_ONCE = 500
_REMEMBERED = 50_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RequestToken:
    """A client's token and the fingerprint (16 bytes) of the request that it came with."""

    token: str
    fingerprint: bytes

    @classmethod
    def of(cls, call: Call, request: Request) -> RequestToken | None:
        """The token of a request, if it has one. All other parameters are in the fingerprint; in which order
        JSON members are written does not matter."""
        token = request.get("ClientRequestToken")
        if token is None:
            return None
        parameters = {name: value for name, value in request.items() if name != "ClientRequestToken"}
        canonical = orjson.dumps([call.operation, parameters], option=orjson.OPT_SORT_KEYS)
        return cls(token, blake2b(canonical, digest_size=16).digest())


class _Entry(NamedTuple):
    """When a transaction happened (epoch seconds), what reading this table's items in it costs (read units),
    and the fingerprint of its request."""

    at: float
    read_units: float
    fingerprint: bytes


def repeated(transactions: Mapping[str, Transaction], token: RequestToken, now: float) -> dict[str, float]:
    """What a repeat costs, by store: the read units. Empty when the token is new.

    Raises ServiceError (IdempotentParameterMismatchException) when it came with another request.
    """
    found: dict[str, float] = {}
    for store, transaction in transactions.items():
        entry = _find(transaction, token.token, now)
        if entry is not None:
            _require_same(entry.fingerprint, token)
            found[store] = entry.read_units
    return found


def keep(transaction: Transaction, token: RequestToken, now: float, read_units: float) -> None:
    """Keep the token in one of the stores of its transaction."""
    value = _ENTRY.pack(now, read_units, token.fingerprint)
    transaction.put(SPACE, _key(token.token, _period(now)), value)


class ClientTokens:
    """What is known of tokens beside the stores: which are in use at this moment, and the newest ones of every
    account and region, whatever tables they were used for; and the removal of old ones from the stores."""

    def __init__(self, tables: Tables, cache: TableKeyCache, clock: Clock) -> None:
        self._tables = tables
        self._cache = cache
        self._clock = clock
        self._in_use: dict[bytes, bytes] = {}
        self._newest: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()

    @contextmanager
    def using(self, call: Call, token: RequestToken) -> Iterator[None]:
        """While the token's transaction is under way.

        Raises ServiceError: IdempotentParameterMismatchException when the token came with another request,
        TransactionInProgressException when the same request is still being worked on.
        """
        digest = _digest(call, token)
        self._require_free(digest, token)
        self._in_use[digest] = token.fingerprint
        try:
            yield
        finally:
            del self._in_use[digest]

    def remember(self, call: Call, token: RequestToken) -> None:
        """The token's transaction has happened now."""
        self._newest[_digest(call, token)] = (self._clock.now(), token.fingerprint)
        if len(self._newest) > _REMEMBERED:
            self._newest.popitem(last=False)

    async def run(self) -> None:
        """Remove old tokens from the open stores now and then, until cancelled."""
        while True:
            await self._clock.sleep(VALID_SECONDS)
            await self.remove_old()

    async def remove_old(self) -> None:
        """Remove every token that is not valid any more from the open stores."""
        for table in self._tables.all():
            store = self._cache.opened(table.id)
            if store is None:
                continue
            try:
                await _remove_old(store, self._clock.now())
            except StorageError as error:
                log.warning("old tokens could not be removed", table=table.record.arn, reason=str(error))

    def _require_free(self, digest: bytes, token: RequestToken) -> None:
        fingerprint = self._in_use.get(digest)
        if fingerprint is not None:
            _require_same(fingerprint, token)
            raise ServiceError(
                "TransactionInProgressException",
                "The transaction with the given request token is already in progress.",
            )
        newest = self._newest.get(digest)
        if newest is None:
            return
        if self._clock.now() - newest[0] < VALID_SECONDS:
            _require_same(newest[1], token)
        else:
            del self._newest[digest]


async def _remove_old(store: Store, now: float) -> None:
    before = _PARTITION.pack(_period(now) - 1)

    def remove(transaction: Transaction) -> int:
        keys = [
            key for key, _ in islice(transaction.in_space(SPACE, before_partition=before), _REMOVED_AT_ONCE)
        ]
        for key in keys:
            transaction.delete(SPACE, key)
        return len(keys)

    while await store.write(remove) == _REMOVED_AT_ONCE:
        pass


def _find(transaction: Transaction, token: str, now: float) -> _Entry | None:
    period = _period(now)
    for candidate in (period, period - 1):
        value = transaction.get(SPACE, _key(token, candidate))
        if value is not None:
            entry = _Entry._make(_ENTRY.unpack(value))
            return entry if now - entry.at < VALID_SECONDS else None
    return None


def _require_same(fingerprint: bytes, token: RequestToken) -> None:
    if fingerprint != token.fingerprint:
        raise ServiceError(
            "IdempotentParameterMismatchException",
            "DynamoDB rejected the request because you retried a request with a different payload "
            "but with an idempotent token that was already used.",
        )


def _digest(call: Call, token: RequestToken) -> bytes:
    return blake2b(f"{call.account}/{call.region}/{token.token}".encode(), digest_size=16).digest()


def _key(token: str, period: int) -> Key:
    return _PARTITION.pack(period), token.encode()


def _period(now: float) -> int:
    return int(now // VALID_SECONDS)
