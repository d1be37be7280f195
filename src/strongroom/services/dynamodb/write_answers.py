"""Carrying out one write and answering it: ReturnValues and ReturnConsumedCapacity."""

from __future__ import annotations

from typing import Protocol

import orjson

from strongroom.services.dynamodb.capacity import consumed_capacity, is_wanted, write_units
from strongroom.services.dynamodb.items import decode_item, item_json, stored_size
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.writes import ItemWrite, Written, write_item
from strongroom.services.operations import Answer, RawJson, Request
from strongroom.storage.engine import Store


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


async def write_and_answer(
    store: Store, write: ItemWrite, request: Request, update: UpdatedValues | None = None
) -> Answer:
    """Do one write and answer what the request wants to know of it."""
    written = await store.write(lambda transaction: write_item(transaction, write))
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
    return write_units(*(stored_size(stored) for stored in written if stored is not None))


def _attributes(wanted: str, written: Written, update: UpdatedValues | None) -> bytes | None:
    stored = written.new if wanted.endswith("_NEW") else written.old
    if wanted == "NONE" or stored is None:
        return None
    if wanted.startswith("ALL_") or update is None:
        return item_json(stored)
    values = update.updated_values(decode_item(stored))
    return orjson.dumps(values) if values else None
