"""Query. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.indexes.key_rules import refuse_parts_of_keys
from strongroom.services.dynamodb.key_rules import refuse_key_filter
from strongroom.services.dynamodb.paging import Page, PageAnswer, read_page
from strongroom.services.dynamodb.read_targets import read_target
from strongroom.services.dynamodb.request_checks import (
    Enveloped,
    check_expression_parameters,
    check_values_parameter,
)
from strongroom.services.dynamodb.request_expressions import legacy_of_query, query_expressions
from strongroom.services.dynamodb.selection import (
    check_select,
    index_to_fetch_for,
    refuse_consistent_read,
    refuse_unprojected_filter,
    require_projection,
)
from strongroom.services.dynamodb.start_keys import check_query_start, query_start, start_key
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_EXPRESSIONS = ("ProjectionExpression", "FilterExpression", "KeyConditionExpression")
_LEGACY = ("AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions")


@operation("Query")
def query(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Answer a page of one partition of a table or an index, in the order of the sort keys."""
    _check_parameters(request)
    legacy = legacy_of_query(request)
    key = start_key(request)
    question, filter_, projection = query_expressions(service.expressions, request, legacy)
    with Enveloped(request):
        require_projection(request)
    check_select(request)
    table = service.tables.require_usable(call, request["TableName"])
    target = read_target(table, request.get("IndexName"))
    refuse_consistent_read(request, target)
    check_query_start(target, key)
    source, has_range = target.asked_entries(question, descending=not request.get("ScanIndexForward", True))
    start = query_start(target, key, source, has_range=has_range)
    if filter_ is not None:
        parameter = "Filter Expression" if "FilterExpression" in request else "QueryFilter"
        refuse_key_filter(target.key_attributes, filter_, parameter)
    index = index_to_fetch_for(request, target, projection)
    refuse_parts_of_keys(target.schema, table.record, projection, filter_)
    refuse_unprojected_filter(target, filter_)
    page = Page.of(request, filter_, projection, start, index)
    return read_page(service.store(call, table), source, page, PageAnswer.to(request, target))


def _check_parameters(request: Request) -> None:
    # KeyConditions may stand beside expressions that are not about keys.
    legacy = _LEGACY if "KeyConditionExpression" in request else _LEGACY[:-1]
    check_expression_parameters(request, _EXPRESSIONS, legacy)
    check_values_parameter(request, ("FilterExpression", "KeyConditionExpression"), names_them=True)
