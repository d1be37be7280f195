"""GetResourcePolicy. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.resource_policies import policy_not_found
from strongroom.services.dynamodb.tables.resources import policy_holder
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("GetResourcePolicy")
def get_resource_policy(service: DynamoDB, call: Call, request: Request) -> Answer:
    """The policy of a table or a stream, in its canonical form."""
    holder = policy_holder(service.tables, call, request["ResourceArn"])
    policy = holder.table.record.policies.get(holder.key)
    if policy is None:
        raise policy_not_found(request["ResourceArn"])
    return {"Policy": policy.document, "RevisionId": policy.revision}
