"""DeleteResourcePolicy. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.resource_policies import check_revision
from strongroom.services.dynamodb.tables.resources import policy_holder
from strongroom.services.dynamodb.tables.states import require_settled_life
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DeleteResourcePolicy")
async def delete_resource_policy(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Take the policy of a table or a stream away; without one, nothing happens."""
    holder = policy_holder(service.tables, call, request["ResourceArn"])
    table, key = holder.table, holder.key
    async with table.changing:
        record = table.record
        require_settled_life(record)
        current = record.policies.get(key)
        check_revision(record.name, current, request.get("ExpectedRevisionId"))
        if current is None:
            return {}
        policies = {other: policy for other, policy in record.policies.items() if other != key}
        await service.tables.change(table, lambda record: replace(record, policies=policies))
    return {"RevisionId": current.revision}
