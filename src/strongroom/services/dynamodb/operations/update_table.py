"""UpdateTable. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.capacity_settings import with_billing
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_CHANGES = frozenset(
    {
        "BillingMode",
        "DeletionProtectionEnabled",
        "GlobalSecondaryIndexUpdates",
        "OnDemandThroughput",
        "ProvisionedThroughput",
        "ReplicaUpdates",
        "SSESpecification",
        "StreamSpecification",
        "TableClass",
        "WarmThroughput",
    }
)
_SETTINGS = frozenset(
    {"BillingMode", "OnDemandThroughput", "ProvisionedThroughput", "TableClass", "WarmThroughput"}
)


@operation("UpdateTable")
async def update_table(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Change a table's settings, or the KMS key that it is encrypted under."""
    asked = _CHANGES & request.keys()
    if not asked:
        raise errors.validation(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required"
        )
    if "SSESpecification" in asked and len(asked) > 1:
        raise errors.invalid_parameter(
            "Server-Side Encryption modification must be the only operation in the request"
        )
    table = service.tables.require(call, request["TableName"])
    async with table.changing:
        _require_changeable(table.record, asked)
        if "SSESpecification" in asked:
            changed = await service.encryption.changed(call, table.record, request["SSESpecification"])
        else:
            changed = _with_settings(service, table.record, request, asked)
        await service.tables.change(table, lambda _: changed)
    return {"TableDescription": service.description(table)}


def _require_changeable(record: TableRecord, asked: frozenset[str]) -> None:
    states = {"CREATING": "created", "DELETING": "deleted", "UPDATING": "updated"}
    state = states.get(record.status)
    if state is None and record.change is not None and "SSESpecification" in asked:
        state = "updated"
    if state is not None:
        raise errors.resource_in_use(
            f"Attempt to change a resource which is still in use: Table is being {state}: {record.name}"
        )


def _with_settings(
    service: DynamoDB, record: TableRecord, request: Request, asked: frozenset[str]
) -> TableRecord:
    now = service.clock.now()
    changed = with_billing(record, request, now)
    if "DeletionProtectionEnabled" in asked:
        changed = replace(changed, deletion_protection=request["DeletionProtectionEnabled"])
    if "TableClass" in asked:
        changed = replace(changed, table_class=request["TableClass"], table_class_changed=now)
    if "OnDemandThroughput" in asked:
        changed = replace(changed, on_demand=request["OnDemandThroughput"])
    if "WarmThroughput" in asked:
        changed = replace(changed, warm=request["WarmThroughput"])
    if asked & _SETTINGS:
        changed = replace(changed, status="UPDATING", until=now + service.transition_seconds)
    return changed
