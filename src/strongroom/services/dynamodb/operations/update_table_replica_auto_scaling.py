"""UpdateTableReplicaAutoScaling. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTableReplicaAutoScaling.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.arns import table_name
from strongroom.services.dynamodb.tables.global_table_requests import no_replicas
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("UpdateTableReplicaAutoScaling")
def update_table_replica_auto_scaling(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """Change how the replicas of a table scale: there are none."""
    raise no_replicas(table_name(call, request["TableName"]))
