"""BatchExecuteStatement: statements that stand for themselves, each with an answer or an error of its own.

What is wrong with one statement leaves the others alone. All are planned before the first one is done. Source:
API reference, BatchExecuteStatement; developer guide, "Running batch operations with PartiQL for DynamoDB"; the
errors of single statements as observed.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import orjson

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.capacity import IndexUnits, consumed_capacity, read_units
from strongroom.services.dynamodb.items import ITEMS, stored_size
from strongroom.services.dynamodb.partiql.bound import Bound, BoundExists, BoundSelect
from strongroom.services.dynamodb.partiql.select_pages import shown
from strongroom.services.dynamodb.partiql.transaction_statements import one_item
from strongroom.services.dynamodb.partiql.write_results import PlacedWrite, carry_out, placed_write, returned
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.write_answers import consumed_units
from strongroom.services.dynamodb.writes import Written
from strongroom.services.operations import Answer, RawJson, Request
from strongroom.storage.engine import Key, Store

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_CODES = {
    "ConditionalCheckFailedException": "ConditionalCheckFailed",
    "DuplicateItemException": "DuplicateItem",
    "ItemCollectionSizeLimitExceededException": "ItemCollectionSizeLimitExceeded",
    "ResourceNotFoundException": "ResourceNotFound",
    "ValidationException": "ValidationError",
}


class _Read(NamedTuple):
    """A SELECT, and where its one item lies."""

    select: BoundSelect
    table: Table
    store: Store
    key: Key
    consistent: bool


#: What a statement is about to do, or what is wrong with it.
_Planned: TypeAlias = "_Read | PlacedWrite | ServiceError"


class Batch:
    """The statements of one request."""

    def __init__(self, service: DynamoDB, call: Call, request: Request) -> None:
        """Plan all statements.

        Raises ServiceError (ValidationException) when some read and some write, and TableKeyExpired.
        """
        self._service = service
        self._call = call
        self._statements = request["Statements"]
        self._mode = request.get("ReturnConsumedCapacity")
        self._consumed: dict[str, _Consumed] = {}
        bound = [self._bound(statement) for statement in self._statements]
        kinds = {isinstance(each, BoundSelect) for each in bound if not isinstance(each, ServiceError)}
        if len(kinds) > 1:
            raise errors.validation(
                "BatchExecuteStatement API does not support both read and write operations in the same request."
            )
        self._planned = [
            self._plan(each, statement) for each, statement in zip(bound, self._statements, strict=True)
        ]

    async def run(self) -> Answer:
        """Do what is planned and answer it."""
        responses = await asyncio.gather(*map(self._response, self._planned))
        body = b'{"Responses":[' + b",".join(responses) + b"]"
        consumed = [
            capacity
            for name, of_table in self._consumed.items()
            if (capacity := of_table.capacity(self._mode, name)) is not None
        ]
        if consumed:
            body += b',"ConsumedCapacity":' + orjson.dumps(consumed)
        return RawJson(body + b"}")

    def _bound(self, statement: Request) -> Bound | ServiceError:
        statements = self._service.statements
        try:
            return statements.bind(statement["Statement"], statements.parameters(statement.get("Parameters")))
        except ServiceError as error:
            return error

    def _plan(self, bound: Bound | ServiceError, statement: Request) -> _Planned:
        if isinstance(bound, ServiceError):
            return bound
        try:
            if isinstance(bound, BoundExists):
                raise errors.validation("EXISTS can only be used in ExecuteTransaction write requests.")
            if isinstance(bound, BoundSelect):
                table = self._service.tables.require_usable(self._call, bound.table)
                key = one_item(bound, table, "BatchExecuteStatement")
                store = self._service.store(self._call, table)
                return _Read(bound, table, store, key, statement.get("ConsistentRead", False))
            return placed_write(self._service, self._call, bound, {}, self._mode)
        except ServiceError as error:
            if error.code not in _CODES:
                raise
            return error

    async def _response(self, planned: _Planned) -> bytes:
        if isinstance(planned, ServiceError):
            return _error(planned, None)
        if not isinstance(planned, PlacedWrite):
            return self._read(planned)
        return await self._write(planned)

    def _read(self, read: _Read) -> bytes:
        stored = read.store.get(ITEMS, read.key)
        size = 0 if stored is None else stored_size(stored)
        self._of(read.select.table, read.table).units += read_units(size, consistent=read.consistent)
        return _response(read.select.table, None if stored is None else shown(stored, read.select.columns))

    async def _write(self, placed: PlacedWrite) -> bytes:
        writing: Awaitable[Written] = carry_out(self._service, placed)
        try:
            written = await writing
        except ServiceError as error:
            if error.code not in _CODES:
                raise
            return _error(error, placed.bound.table)
        self._of(placed.bound.table, placed.table).count(written)
        return _response(placed.bound.table, returned(placed.bound, written))

    def _of(self, name: str, table: Table) -> _Consumed:
        """What the statements on the table that the request calls ``name`` have cost."""
        return self._consumed.setdefault(name, _Consumed(table))


@dataclass(slots=True)
class _Consumed:
    """What statements on one table cost it and its indexes."""

    table: Table
    units: float = 0.0
    of_indexes: Counter[str] = field(default_factory=Counter)

    def count(self, written: Written) -> None:
        self.units += consumed_units(written)
        self.of_indexes.update(written.index_units)

    def capacity(self, mode: str | None, name: str) -> dict[str, Any] | None:
        """The wire's ConsumedCapacity, or None when ``mode`` does not ask for it."""
        return consumed_capacity(mode, name, self.units, IndexUnits.of(self.table.record, self.of_indexes))


def _response(table: str, item: bytes | None) -> bytes:
    shown_item = b"" if item is None else b',"Item":' + item
    return b'{"TableName":' + orjson.dumps(table) + shown_item + b"}"


def _error(error: ServiceError, table: str | None) -> bytes:
    response: dict[str, object] = {"Error": {"Code": _CODES[error.code], "Message": error.message}}
    if table is not None:
        response["TableName"] = table
    return orjson.dumps(response)
