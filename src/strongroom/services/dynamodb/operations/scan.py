"""Scan. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.key_rules import refuse_key_parts
from strongroom.services.dynamodb.paging import Page, PageAnswer, SpaceEntries, read_page
from strongroom.services.dynamodb.request_checks import (
    OLDER_WORDS,
    check_expression_parameters,
    check_values_parameter,
)
from strongroom.services.dynamodb.request_expressions import filter_and_projection
from strongroom.services.dynamodb.selection import check_select, require_no_index, require_projection
from strongroom.services.dynamodb.start_keys import scan_start, start_key
from strongroom.services.dynamodb.values.keys import segment_bounds
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_EXPRESSIONS = ("ProjectionExpression", "FilterExpression")
_LEGACY = ("AttributesToGet", "ScanFilter", "ConditionalOperator")


@operation("Scan")
def scan(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Answer a page of a table's items, or of a segment of them, in the order of the hashes of their keys."""
    with OLDER_WORDS:
        check_expression_parameters(request, _EXPRESSIONS, _LEGACY)
        check_values_parameter(request, ("FilterExpression",), names_them=True)
        key = start_key(request)
        source = _source(request)
        filter_, projection = filter_and_projection(service.expressions, request)
    require_projection(request)
    check_select(request)
    table = service.tables.require_usable(call, request["TableName"])
    require_no_index(request, table.record)
    schema = table.record.key_schema
    start = scan_start(schema, key, source, request)
    refuse_key_parts(schema, projection, filter_)
    page = Page.of(request, filter_, projection, start)
    return read_page(service.store(call, table), source, page, PageAnswer.to(request, schema))


def _source(request: Request) -> SpaceEntries:
    segment, total = request.get("Segment"), request.get("TotalSegments")
    if segment is None and total is None:
        return SpaceEntries()
    if total is None:
        raise errors.validation(
            "The TotalSegments parameter is required but was not present in the request "
            "when Segment parameter is present"
        )
    if segment is None:
        raise errors.validation(
            "The Segment parameter is required but was not present in the request "
            "when parameter TotalSegments is present"
        )
    if segment >= total:
        raise errors.validation(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            f"Segment: {segment} is not less than TotalSegments: {total}"
        )
    return SpaceEntries(*segment_bounds(segment, total))
