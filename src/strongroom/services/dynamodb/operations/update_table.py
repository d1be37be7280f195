"""UpdateTable. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.account_quota import check_account_quota_moved
from strongroom.services.dynamodb.tables.index_changes import with_index_changes
from strongroom.services.dynamodb.tables.index_throughput import UnitsChange
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.tables.replica_rules import refuse_replicas
from strongroom.services.dynamodb.tables.states import (
    require_class_free,
    require_encryption_free,
    require_settled_life,
    require_stream_free,
)
from strongroom.services.dynamodb.tables.stream_settings import with_stream_switched
from strongroom.services.dynamodb.tables.table_classes import with_table_class
from strongroom.services.dynamodb.tables.throughput_changes import (
    require_limits_changeable,
    switches_billing,
    with_limits,
    with_units,
    with_warm,
)
from strongroom.services.dynamodb.tables.update_rules import asked_changes
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("UpdateTable")
async def update_table(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Change a table's settings, its global indexes, or the KMS key that it is encrypted under."""
    asked = asked_changes(request)
    table = service.tables.require(call, request["TableName"])
    async with table.changing:
        before = table.record
        require_settled_life(before)
        if "SSESpecification" in asked:
            require_encryption_free(before)
            changed = await service.encryption.changed(call, before, request["SSESpecification"])
        else:
            changed = _changed(service, before, request, asked)
            check_account_quota_moved(service.tables.in_region(call), before, changed)
        await service.tables.change(table, lambda _: changed)
    return {"TableDescription": _shown(service.description(table), request)}


def _changed(service: DynamoDB, record: TableRecord, request: Request, asked: frozenset[str]) -> TableRecord:
    """The record with all that is asked for begun, or an error and nothing of it."""
    refuse_replicas(record, request)
    now = service.clock.now()
    change = UnitsChange(now, now + service.transition_seconds, switches_billing(record, request))
    if "OnDemandThroughput" in asked:
        require_limits_changeable(record, request)
    if "StreamSpecification" in asked:
        require_stream_free(record)
    if asked & {"ProvisionedThroughput", "BillingMode"}:
        record = with_units(record, request, change)
    if "OnDemandThroughput" in asked:
        record = with_limits(record, request["OnDemandThroughput"])
    if "GlobalSecondaryIndexUpdates" in asked:
        record = with_index_changes(record, request, change)
    if "StreamSpecification" in asked:
        record = with_stream_switched(record, request["StreamSpecification"], now, change.ends)
    if "TableClass" in asked:
        require_class_free(record)
        record = with_table_class(record, request["TableClass"], now, change.ends)
    if "WarmThroughput" in asked:
        record = with_warm(record, request["WarmThroughput"], change.ends)
    if "DeletionProtectionEnabled" in asked:
        record = replace(record, deletion_protection=request["DeletionProtectionEnabled"])
    if "GlobalTableSettingsReplicationMode" in asked:
        record = replace(record, settings_replication=request["GlobalTableSettingsReplicationMode"])
    return record


def _shown(description: dict[str, Any], request: Request) -> dict[str, Any]:
    """The description that answers the request: limits that it takes away are told once more, as -1."""
    removed = {name: units for name, units in request.get("OnDemandThroughput", {}).items() if units == -1}
    if removed:
        description["OnDemandThroughput"] = {**description.get("OnDemandThroughput", {}), **removed}
    return description
