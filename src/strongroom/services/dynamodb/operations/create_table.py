"""CreateTable. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.encryption.table_keys import WrappedKeys
from strongroom.services.dynamodb.arns import require_table_name
from strongroom.services.dynamodb.tables.capacity_settings import initial_throughput
from strongroom.services.dynamodb.tables.description import table_description
from strongroom.services.dynamodb.tables.encryption_request import WantedKey, wanted_key
from strongroom.services.dynamodb.tables.index_definitions import defined_indexes
from strongroom.services.dynamodb.tables.key_definitions import (
    attribute_types,
    require_all_used,
    table_key_schema,
)
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.tables.tag_rules import checked_tags
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("CreateTable")
async def create_table(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Make a table whose store is encrypted under the wanted KMS key from its first byte."""
    definition = _definition(request)
    wanted = wanted_key(request.get("SSESpecification"))
    name = request["TableName"]
    service.tables.reserve(call, name)
    try:
        record = await _create(service, call, name, definition, wanted)
    finally:
        service.tables.release(call, name)
    return {"TableDescription": table_description(record, service.clock.now(), 0, 0)}


async def _create(
    service: DynamoDB, call: Call, name: str, definition: Mapping[str, Any], wanted: WantedKey
) -> TableRecord:
    table_id = service.randomness.uuid()
    keys, data_key = await service.encryption.new_keys(call, table_id, name, wanted)
    now = service.clock.now()
    until = now + service.transition_seconds
    record = TableRecord(call.account, call.region, name, table_id, now, keys=keys, until=until, **definition)
    try:
        store = service.engine.create(table_id, data_key)
        await service.tables.add(record)
    except BaseException:
        await _give_back_grant(service, call, keys)
        raise
    service.cache.adopt(call, table_id, store)
    return record


async def _give_back_grant(service: DynamoDB, call: Call, keys: WrappedKeys) -> None:
    if keys.grant_id is not None:
        await service.keys.retire(call, keys.key_arn, keys.grant_id)


def _definition(request: Request) -> dict[str, Any]:
    require_table_name(request["TableName"])
    throughput = initial_throughput(request)
    types = attribute_types(request["AttributeDefinitions"])
    schema = table_key_schema(request["KeySchema"], types)
    indexes = defined_indexes(request, schema, types)
    require_all_used([schema, *(index.key_schema for index in indexes)], types)
    return {
        "attribute_types": types,
        "key_schema": schema,
        "indexes": indexes,
        "billing_mode": request.get("BillingMode", "PROVISIONED"),
        "throughput": throughput,
        "on_demand": request.get("OnDemandThroughput"),
        "warm": request.get("WarmThroughput"),
        "table_class": request.get("TableClass"),
        "deletion_protection": request.get("DeletionProtectionEnabled", False),
        "tags": checked_tags(request.get("Tags", ())),
    }
