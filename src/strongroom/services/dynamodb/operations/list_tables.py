"""ListTables. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_DEFAULT_LIMIT = 100


@operation("ListTables")
def list_tables(service: DynamoDB, call: Call, request: Request) -> Answer:
    """A page of table names, in the order of the names."""
    names = service.tables.names(call)
    start = bisect_right(names, request.get("ExclusiveStartTableName", ""))
    end = start + request.get("Limit", _DEFAULT_LIMIT)
    answer: dict[str, Any] = {"TableNames": names[start:end]}
    if end < len(names):
        answer["LastEvaluatedTableName"] = names[end - 1]
    return answer
