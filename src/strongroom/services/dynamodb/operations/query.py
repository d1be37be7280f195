"""Query. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.expressions import KeyCondition
from strongroom.services.dynamodb.key_rules import refuse_key_filter, refuse_key_parts
from strongroom.services.dynamodb.paging import Page, PageAnswer, PartitionEntries, read_page
from strongroom.services.dynamodb.request_checks import (
    ENVELOPED,
    check_expression_parameters,
    check_values_parameter,
)
from strongroom.services.dynamodb.request_expressions import query_expressions
from strongroom.services.dynamodb.selection import check_select, require_no_index, require_projection
from strongroom.services.dynamodb.start_keys import query_start, start_key
from strongroom.services.dynamodb.values.keys import partition_bytes, sort_range
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import SortRange

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_EXPRESSIONS = ("ProjectionExpression", "FilterExpression", "KeyConditionExpression")
_LEGACY = ("AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions")


@operation("Query")
def query(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Answer a page of the items of one partition, in the order of their sort keys."""
    _check_parameters(request)
    key = start_key(request)
    question, filter_, projection = query_expressions(service.expressions, request)
    with ENVELOPED:
        require_projection(request)
    check_select(request)
    table = service.tables.require_usable(call, request["TableName"])
    require_no_index(request, table.record)
    schema = table.record.key_schema
    condition = question.against(schema)
    source = _source(condition, descending=not request.get("ScanIndexForward", True))
    start = query_start(schema, key, source, has_range=condition.sort is not None)
    refuse_key_parts(schema, projection)
    if filter_ is not None:
        refuse_key_filter(
            schema, filter_, "Filter Expression" if "FilterExpression" in request else "QueryFilter"
        )
    page = Page.of(request, filter_, projection, start)
    return read_page(service.store(call, table), source, page, PageAnswer.to(request, schema))


def _check_parameters(request: Request) -> None:
    # KeyConditions may stand beside expressions that are not about keys.
    legacy = _LEGACY if "KeyConditionExpression" in request else _LEGACY[:-1]
    check_expression_parameters(request, _EXPRESSIONS, legacy)
    check_values_parameter(request, ("FilterExpression", "KeyConditionExpression"), names_them=True)


def _source(condition: KeyCondition, *, descending: bool) -> PartitionEntries:
    within = SortRange()
    if condition.sort is not None:
        bounds = sort_range(condition.sort.operator, condition.sort.operands)
        within = SortRange(bounds.low, bounds.high, bounds.includes_low, bounds.includes_high)
    return PartitionEntries(partition_bytes(condition.partition), within, descending)
