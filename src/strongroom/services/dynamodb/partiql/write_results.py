"""Carrying out one write of a statement and telling what RETURNING asks for."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.capacity import IndexUnits, consumed_capacity, is_wanted
from strongroom.services.dynamodb.items import decode_item, item_json
from strongroom.services.dynamodb.partiql.bound import BoundInsert, BoundUpdate, BoundWrite
from strongroom.services.dynamodb.partiql.write_plans import planned_write
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.write_answers import consumed_units, tells_item
from strongroom.services.dynamodb.writes import ItemWrite, Written, write_item
from strongroom.services.operations import Request
from strongroom.storage.engine import Store

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

DUPLICATE = "Duplicate primary key exists in table"
_NESTING = "Nesting Levels have exceeded supported limits"


@dataclass(frozen=True, slots=True)
class PlacedWrite:
    """A write that is ready to be done."""

    bound: BoundWrite
    table: Table
    store: Store
    write: ItemWrite


def placed_write(
    service: DynamoDB, call: Call, bound: BoundWrite, request: Request, capacity: str | None
) -> PlacedWrite:
    """The write of a statement, whose ``request`` tells what to answer when its condition fails; ``capacity``
    is the ReturnConsumedCapacity.

    Raises ServiceError (ResourceNotFoundException, ValidationException) and TableKeyExpired.
    """
    table = service.tables.require_usable(call, bound.table)
    reads_old = is_wanted(capacity) or getattr(bound, "returning", None) is not None
    write = planned_write(bound, table.record, reads_old=reads_old, tells_item=tells_item(request))
    return PlacedWrite(bound, table, service.store(call, table), write)


def carry_out(service: DynamoDB, placed: PlacedWrite) -> Awaitable[Written]:
    """Do the write. Raises ServiceError when awaited."""
    effects = service.write_effects
    writing = placed.store.write(
        lambda transaction: write_item(transaction, placed.write, effects.of(placed.table))
    )
    return _told(writing, placed.bound)


async def _told(writing: Awaitable[Written], bound: BoundWrite) -> Written:
    try:
        return await writing
    except ServiceError as error:
        if error.code == "ConditionalCheckFailedException" and isinstance(bound, BoundInsert):
            raise ServiceError("DuplicateItemException", DUPLICATE) from error
        if error.message.startswith(_NESTING):
            raise errors.validation(_NESTING) from error
        raise


def returned(bound: BoundWrite, written: Written) -> bytes | None:
    """The JSON of the item that RETURNING asks for; None when there is nothing of it."""
    returning = None if isinstance(bound, BoundInsert) else bound.returning
    if returning is None:
        return None
    stored = written.new if returning.image == "NEW" else written.old
    if stored is None:
        return None
    if returning.scope == "ALL" or not isinstance(bound, BoundUpdate):
        return item_json(stored)
    values = bound.update.updated_values(decode_item(stored))
    return orjson.dumps(values) if values else None


def consumed(capacity: str | None, placed: PlacedWrite, written: Written) -> dict[str, Any] | None:
    """The wire's ConsumedCapacity of a write, or None when ``capacity`` does not ask for it."""
    indexes = IndexUnits.of(placed.table.record, written.index_units)
    return consumed_capacity(capacity, placed.bound.table, consumed_units(written), indexes)
