"""BatchWriteItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.capacity import IndexUnits, consumed_capacity, is_wanted
from strongroom.services.dynamodb.indexes.key_rules import refuse_index_keys
from strongroom.services.dynamodb.item_collections import wants_metrics
from strongroom.services.dynamodb.items import checked_size, encode_item
from strongroom.services.dynamodb.request_checks import OLDER_WORDS
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.values.keys import KeySchema, entry_key_of_key
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.values.validation import normalize_item
from strongroom.services.dynamodb.write_answers import consumed_units
from strongroom.services.dynamodb.write_effects import WriteEffects
from strongroom.services.dynamodb.writes import Delete, ItemWrite, Put, Written, write_item
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Key, Store, Transaction

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_MOST_WRITES = 25


class _Change(NamedTuple):
    """One write of the request: the normalized item or key it names, and what it does."""

    named: Item
    change: Put | Delete


class _Batch(NamedTuple):
    """The writes of one table, in the request's order."""

    table: Table
    store: Store
    writes: Sequence[ItemWrite]


@operation("BatchWriteItem")
def batch_write_item(service: DynamoDB, call: Call, request: Request) -> Awaitable[Answer]:
    """Put and delete up to 25 items of one or several tables; each write stands for itself."""
    with OLDER_WORDS:
        changes = {
            name: [_change(write) for write in writes] for name, writes in request["RequestItems"].items()
        }
    if sum(map(len, changes.values())) > _MOST_WRITES:
        raise errors.validation("Too many items requested for the BatchWriteItem call")
    reads_old = is_wanted(request.get("ReturnConsumedCapacity"))
    batches = {
        name: _batch(service, call, name, changes_of_table, reads_old=reads_old)
        for name, changes_of_table in changes.items()
    }
    return _write(service, batches, request)


def _change(write: Mapping[str, Any]) -> _Change:
    if len(write) != 1:
        raise errors.validation(
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes"
        )
    if "DeleteRequest" in write:
        return _Change(normalize_item(write["DeleteRequest"]["Key"]), Delete())
    item = normalize_item(write["PutRequest"]["Item"])
    return _Change(item, Put(encode_item(item, checked_size(item))))


def _batch(service: DynamoDB, call: Call, name: str, changes: Sequence[_Change], *, reads_old: bool) -> _Batch:
    table = service.tables.require_usable(call, name)
    seen: set[Key] = set()
    writes: list[ItemWrite] = []
    for change in changes:
        key = _entry_key(table.record.key_schema, change)
        if isinstance(change.change, Put):
            refuse_index_keys(table.record, change.named)
        if key in seen:
            raise errors.validation("Provided list of item keys contains duplicates")
        seen.add(key)
        writes.append(ItemWrite(key, change.change, reads_old=reads_old))
    return _Batch(table, service.store(call, table), writes)


def _entry_key(schema: KeySchema, change: _Change) -> Key:
    if isinstance(change.change, Delete):
        return entry_key_of_key(schema, change.named)
    # Unlike PutItem, a batch tells a wrong key of an item as it tells a wrong key.
    return entry_key_of_key(
        schema, {name: value for name, value in change.named.items() if name in schema.names}
    )


async def _write(service: DynamoDB, batches: Mapping[str, _Batch], request: Request) -> Answer:
    written = await asyncio.gather(
        *(batch.store.write(_writer(service.write_effects, batch)) for batch in batches.values())
    )
    answer: dict[str, Any] = {"UnprocessedItems": {}}
    mode = request.get("ReturnConsumedCapacity")
    if is_wanted(mode):
        answer["ConsumedCapacity"] = [
            _consumed(mode, name, batch.table, of_table)
            for (name, batch), of_table in zip(batches.items(), written, strict=True)
        ]
    if wants_metrics(request):
        metrics = {
            name: await service.item_collections.metrics(
                batch.table, batch.store, [write.key for write in batch.writes]
            )
            for name, batch in batches.items()
        }
        answer["ItemCollectionMetrics"] = {name: found for name, found in metrics.items() if found}
    return answer


def _consumed(mode: str | None, name: str, table: Table, written: Sequence[Written]) -> dict[str, Any] | None:
    indexes: Counter[str] = Counter()
    for each in written:
        indexes.update(each.index_units)
    units = sum(map(consumed_units, written))
    return consumed_capacity(mode, name, units, IndexUnits.of(table.record, indexes))


def _writer(effects: WriteEffects, batch: _Batch) -> Callable[[Transaction], list[Written]]:
    def write(transaction: Transaction) -> list[Written]:
        of_table = effects.of(batch.table)
        return [write_item(transaction, write, of_table) for write in batch.writes]

    return write
