"""PutResourcePolicy. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.resource_policies import check_revision, checked_policy, policy_lockout
from strongroom.services.dynamodb.tables.resources import policy_holder
from strongroom.services.dynamodb.tables.states import require_settled_life
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("PutResourcePolicy")
async def put_resource_policy(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Attach a policy to a table or a stream, in place of the one it has. An equal one changes nothing.

    One that would keep the caller from ever changing it again needs ConfirmRemoveSelfResourceAccess.
    """
    now = service.clock.now()
    wanted = checked_policy(request["Policy"], now, None)
    service.authorization.check_principals(wanted)
    holder = policy_holder(service.tables, call, request["ResourceArn"])
    if not request.get("ConfirmRemoveSelfResourceAccess") and service.authorization.locks_out(
        call, request["ResourceArn"], wanted
    ):
        raise policy_lockout()
    table, key = holder.table, holder.key
    async with table.changing:
        record = table.record
        require_settled_life(record)
        current = record.policies.get(key)
        check_revision(record.name, current, request.get("ExpectedRevisionId"))
        policy = checked_policy(request["Policy"], now, current)
        if policy is not current:
            policies = {**record.policies, key: policy}
            await service.tables.change(table, lambda record: replace(record, policies=policies))
    return {"RevisionId": policy.revision}
