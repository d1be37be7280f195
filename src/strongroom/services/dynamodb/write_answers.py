"""Carrying out one write and answering it: return values, consumed capacity, item collections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb.capacity import IndexUnits, consumed_capacity, is_wanted, write_units
from strongroom.services.dynamodb.item_collections import ItemCollections, wants_metrics
from strongroom.services.dynamodb.items import decode_item, item_json, stored_size
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.writes import ItemWrite, Written, write_item
from strongroom.services.operations import Answer, RawJson, Request
from strongroom.storage.engine import Store, Transaction

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
    store = service.store(call, table)

    def written(transaction: Transaction) -> Written:
        return write_item(transaction, write, effects.of(table))

    if wants_metrics(request):
        writing = store.write(written)
        return _answer_with_metrics(service.item_collections, table, store, write, writing, request, update)
    # Worked out before it is durable, told once it is: so no coroutine has to wait in between.
    return store.write(lambda transaction: _answer(table, written(transaction), request, update))


def _answer(
    table: Table,
    written: Written,
    request: Request,
    update: UpdatedValues | None,
    metrics: Sequence[Mapping[str, Any]] = (),
) -> Answer:
    attributes = _attributes(request.get("ReturnValues", "NONE"), written, update)
    told: dict[str, Any] = {"ItemCollectionMetrics": metrics[0]} if metrics else {}
    mode = request.get("ReturnConsumedCapacity")
    if is_wanted(mode):
        indexes = IndexUnits.of(table.record, written.index_units)
        told["ConsumedCapacity"] = consumed_capacity(
            mode, request["TableName"], consumed_units(written), indexes
        )
    if attributes is None:
        return told
    rest = b"," + orjson.dumps(told)[1:] if told else b"}"
    return RawJson(b'{"Attributes":' + attributes + rest)


async def _answer_with_metrics(
    collections: ItemCollections,
    table: Table,
    store: Store,
    write: ItemWrite,
    writing: asyncio.Future[Written],
    request: Request,
    update: UpdatedValues | None,
) -> Answer:
    written = await writing
    metrics = await collections.metrics(table, store, [write.key])
    return _answer(table, written, request, update, metrics)


def consumed_units(written: Written) -> float:
    """The write units that a write which read the item before it costs the table itself."""
    return write_units(*(stored_size(stored) for stored in (written.old, written.new) if stored is not None))


def _attributes(wanted: str, written: Written, update: UpdatedValues | None) -> bytes | None:
    stored = written.new if wanted.endswith("_NEW") else written.old
    if wanted == "NONE" or stored is None:
        return None
    if wanted.startswith("ALL_") or update is None:
        return item_json(stored)
    values = update.updated_values(decode_item(stored))
    return orjson.dumps(values) if values else None
