"""ClientRequestToken: a transaction that is sent again within ten minutes is not done again.

Each store that takes part keeps the token beside the items it protects, written by the same transactional
function: a token is there if and only if its transaction has happened, after a crash too, and under the table's
own encryption. A repeat is recognized by any table that it names.

In the space ``tokens`` the sort position is the token, the value ``_Entry``.

Source: API reference, TransactWriteItems, ClientRequestToken.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import NamedTuple

import orjson
import structlog

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.catalog import Tables
from strongroom.services.operations import Request
from strongroom.storage.engine import Key, Reader, StorageError, Store, Transaction

SPACE = "tokens"
VALID_SECONDS = 600

_ENTRY = struct.Struct(">dd16s")
_FOUND_AT_ONCE = 1_000_000
_REMOVED_AT_ONCE = 500
_REMEMBERED = 100_000

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


class _Remembered(NamedTuple):
    """When a token was used, and the fingerprint of its request; None when it may not have been used at all."""

    at: float
    fingerprint: bytes | None


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
    transaction.put(SPACE, _key(token.token), value)


class ClientTokens:
    """Which tokens are in use, and which may be kept in stores.

    To look for a token in a store is what costs most of it, and this server alone writes to its stores. So it
    remembers the newest tokens of all tables, and looks only for those that it remembers or may have forgotten,
    and in stores that had tokens before they were first used here.
    """

    def __init__(self, tables: Tables, cache: TableKeyCache, clock: Clock) -> None:
        self._tables = tables
        self._cache = cache
        self._clock = clock
        self._started = clock.now()
        self._in_use: dict[bytes, bytes] = {}
        self._newest: OrderedDict[bytes, _Remembered] = OrderedDict()
        self._forgot_until = 0.0
        self._inheriting: dict[str, bool] = {}

    @contextmanager
    def using(self, call: Call, token: RequestToken, stores: Iterable[Store]) -> Iterator[bool]:
        """While the token's transaction over ``stores`` is under way: whether they may keep the token already.

        Raises ServiceError: IdempotentParameterMismatchException when the token came with another request,
        TransactionInProgressException when the same request is still being worked on.
        """
        digest = _digest(call, token)
        remembered = self._require_free(digest, token)
        inherits = any(list(map(self._inherits, stores)))
        self._in_use[digest] = token.fingerprint
        try:
            yield remembered or inherits or self._clock.now() < self._forgot_until
        except ServiceError:
            raise  # nothing has happened
        except BaseException:
            self._remember(digest, None)  # whoever waited for the write is gone; the write may go on
            raise
        finally:
            del self._in_use[digest]

    def remember(self, call: Call, token: RequestToken) -> None:
        """The token's transaction has happened now."""
        self._remember(_digest(call, token), token.fingerprint)

    async def run(self) -> None:
        """Remove old tokens from the open stores now and then, until cancelled."""
        while True:
            await self._clock.sleep(VALID_SECONDS)
            await self.remove_old()

    async def remove_old(self) -> None:
        """Remove every token that is not valid any more from the open stores."""
        tables = {table.id: table for table in self._tables.all()}
        self._inheriting = {name: has for name, has in self._inheriting.items() if name in tables}
        for table in tables.values():
            store = self._cache.opened(table.id)
            if store is None:
                continue
            try:
                inherited = await _remove_old(store, self._clock.now(), self._started)
            except StorageError as error:
                log.warning("old tokens could not be removed", table=table.record.arn, reason=str(error))
            else:
                self._inheriting[store.name] = inherited

    def _require_free(self, digest: bytes, token: RequestToken) -> bool:
        """Whether the token is remembered."""
        fingerprint = self._in_use.get(digest)
        if fingerprint is not None:
            _require_same(fingerprint, token)
            raise ServiceError(
                "TransactionInProgressException",
                "The transaction with the given request token is already in progress.",
            )
        remembered = self._newest.get(digest)
        if remembered is None or not _is_valid(remembered.at, self._clock.now()):
            return False
        if remembered.fingerprint is not None:
            _require_same(remembered.fingerprint, token)
        return True

    def _inherits(self, store: Store) -> bool:
        """Whether the store may have tokens of an earlier server."""
        inherits = self._inheriting.get(store.name)
        if inherits is None:
            inherits = store.read(lambda reader: next(reader.in_space(SPACE), None)) is not None
            self._inheriting[store.name] = inherits
        return inherits

    def _remember(self, digest: bytes, fingerprint: bytes | None) -> None:
        self._newest.pop(digest, None)
        self._newest[digest] = _Remembered(self._clock.now(), fingerprint)
        if len(self._newest) > _REMEMBERED:
            _, forgotten = self._newest.popitem(last=False)
            self._forgot_until = forgotten.at + VALID_SECONDS


async def _remove_old(store: Store, now: float, started: float) -> bool:
    """Whether there are still tokens that were not used since ``started``."""
    old, inherited = await store.read_in_background(lambda reader: _old(reader, now, started))
    for start in range(0, len(old), _REMOVED_AT_ONCE):
        await store.write(partial(_remove, old[start : start + _REMOVED_AT_ONCE], now))
    return inherited


def _old(reader: Reader, now: float, started: float) -> tuple[list[Key], bool]:
    old: list[Key] = []
    inherited = False
    for key, value in reader.in_space(SPACE):
        at = _entry(value).at
        if _is_valid(at, now):
            inherited = inherited or not started <= at <= now
        elif len(old) < _FOUND_AT_ONCE:
            old.append(key)
        else:
            inherited = True
    return old, inherited


def _remove(keys: list[Key], now: float, transaction: Transaction) -> None:
    for key in keys:
        value = transaction.get(SPACE, key)
        if value is not None and not _is_valid(_entry(value).at, now):
            transaction.delete(SPACE, key)


def _find(transaction: Transaction, token: str, now: float) -> _Entry | None:
    value = transaction.get(SPACE, _key(token))
    entry = None if value is None else _entry(value)
    return entry if entry is not None and _is_valid(entry.at, now) else None


def _entry(value: bytes) -> _Entry:
    return _Entry._make(_ENTRY.unpack(value))


def _is_valid(at: float, now: float) -> bool:
    return now - at < VALID_SECONDS


def _require_same(fingerprint: bytes, token: RequestToken) -> None:
    if fingerprint != token.fingerprint:
        raise ServiceError(
            "IdempotentParameterMismatchException",
            "DynamoDB rejected the request because you retried a request with a different payload "
            "but with an idempotent token that was already used.",
        )


def _digest(call: Call, token: RequestToken) -> bytes:
    return blake2b(f"{call.account}/{call.region}/{token.token}".encode(), digest_size=16).digest()


def _key(token: str) -> Key:
    return b"", token.encode()
