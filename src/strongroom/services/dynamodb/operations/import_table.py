"""ImportTable. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ImportTable.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("ImportTable")
def import_table(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Make a table from Amazon S3: there is none."""
    name = request["TableCreationParameters"]["TableName"]
    if service.tables.find(call, name) is not None:
        raise errors.table_exists(name)
    raise errors.validation("Invalid Request: there is no Amazon S3 beside this server to import from")
