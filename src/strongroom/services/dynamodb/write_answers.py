"""Carrying out one write and answering it: ReturnValues and ReturnConsumedCapacity."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb.capacity import consumed_capacity, is_wanted, write_units
from strongroom.services.dynamodb.items import decode_item, item_json, stored_size
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.writes import ItemWrite, Written, write_item
from strongroom.services.operations import Answer, RawJson, Request

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


class UpdatedValues(Protocol):
    """Tells which part of an item an update is about."""

    def updated_values(self, item: Item) -> Item:
        """The attributes (and parts of documents) of ``item`` that the update names."""
        ...


def reads_old(request: Request) -> bool:
    """Whether the answer to a write has to know the item that was there."""
    return request.get("ReturnValues", "NONE") != "NONE" or is_wanted(request.get("ReturnConsumedCapacity"))


def tells_item(request: Request) -> bool:
    """Whether a failed condition hands out the item."""
    return request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"


def write_and_answer(
    service: DynamoDB,
    call: Call,
    table: Table,
    write: ItemWrite,
    request: Request,
    update: UpdatedValues | None = None,
) -> Awaitable[Answer]:
    """Do one write of an item of ``table`` and answer what the request wants to know of it.

    Raises TableKeyExpired at once.
    """
    effects = service.write_effects
    written = service.store(call, table).write(
        lambda transaction: write_item(transaction, write, effects.of(table))
    )
    return _answer(written, request, update)


async def _answer(writing: Awaitable[Written], request: Request, update: UpdatedValues | None) -> Answer:
    written = await writing
    attributes = _attributes(request.get("ReturnValues", "NONE"), written, update)
    capacity = consumed_capacity(
        request.get("ReturnConsumedCapacity"), request["TableName"], consumed_units(written)
    )
    if attributes is None:
        return {} if capacity is None else {"ConsumedCapacity": capacity}
    consumed = b"" if capacity is None else b',"ConsumedCapacity":' + orjson.dumps(capacity)
    return RawJson(b'{"Attributes":' + attributes + consumed + b"}")


def consumed_units(written: Written) -> float:
    """The write units of a write that read the item before it."""
    return write_units(*(stored_size(stored) for stored in (written.old, written.new) if stored is not None))


def _attributes(wanted: str, written: Written, update: UpdatedValues | None) -> bytes | None:
    stored = written.new if wanted.endswith("_NEW") else written.old
    if wanted == "NONE" or stored is None:
        return None
    if wanted.startswith("ALL_") or update is None:
        return item_json(stored)
    values = update.updated_values(decode_item(stored))
    return orjson.dumps(values) if values else None
