"""CreateTable. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.encryption.table_keys import WrappedKeys
from strongroom.services.dynamodb.arns import require_table_name
from strongroom.services.dynamodb.tables.account_quota import check_account_quota
from strongroom.services.dynamodb.tables.contents import Contents
from strongroom.services.dynamodb.tables.description import created_description
from strongroom.services.dynamodb.tables.encryption_request import WantedKey, wanted_key
from strongroom.services.dynamodb.tables.record import TABLE, TableRecord
from strongroom.services.dynamodb.tables.resource_policies import checked_policy
from strongroom.services.dynamodb.tables.stream_settings import initial_view, new_stream
from strongroom.services.dynamodb.tables.table_definitions import defined_table
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("CreateTable")
async def create_table(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Make a table whose store is encrypted under the wanted KMS key from its first byte."""
    require_table_name(request["TableName"])
    definition = defined_table(request, call.region)
    wanted = wanted_key(request.get("SSESpecification"))
    definition.update(_policy(service, request))
    name = request["TableName"]
    service.tables.reserve(call, name)
    try:
        check_account_quota(service.tables.in_region(call), definition, call.region)
        record = await _create(service, call, request, definition, wanted)
    finally:
        service.tables.release(call, name)
    return {"TableDescription": created_description(record, request, service.clock.now(), Contents())}


async def _create(
    service: DynamoDB, call: Call, request: Request, definition: Mapping[str, Any], wanted: WantedKey
) -> TableRecord:
    name, table_id = request["TableName"], service.randomness.uuid()
    keys, data_key = await service.encryption.new_keys(call, table_id, name, wanted)
    now = service.clock.now()
    view = initial_view(request.get("StreamSpecification"))
    record = TableRecord(
        call.account,
        call.region,
        name,
        table_id,
        round(now, 3),
        keys=keys,
        until=now + service.transition_seconds,
        **definition,
    )
    if view is not None:
        record = replace(record, stream=new_stream(record, view, now))
    try:
        store = service.engine.create(table_id, data_key, f"{name} ({table_id})")
        await service.tables.add(record)
    except BaseException:
        await _give_back_grant(service, call, keys)
        raise
    service.cache.adopt(call, table_id, store)
    return record


async def _give_back_grant(service: DynamoDB, call: Call, keys: WrappedKeys) -> None:
    if keys.grant_id is not None:
        await service.keys.retire(call, keys.key_arn, keys.grant_id)


def _policy(service: DynamoDB, request: Request) -> dict[str, Any]:
    if "ResourcePolicy" not in request:
        return {}
    policy = checked_policy(request["ResourcePolicy"], service.clock.now(), None)
    service.authorization.check_principals(policy)
    return {"policies": {TABLE: policy}}
