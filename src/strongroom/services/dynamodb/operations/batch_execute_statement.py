"""BatchExecuteStatement.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.partiql.batches import Batch
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("BatchExecuteStatement")
def batch_execute_statement(service: DynamoDB, call: Call, request: Request) -> Awaitable[Answer]:
    """Run up to 25 statements, all reads of one item each or all writes; each stands for itself."""
    return Batch(service, call, request).run()
