"""Scan. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.entry_sources import SpaceEntries
from strongroom.services.dynamodb.indexes.key_rules import refuse_parts_of_keys
from strongroom.services.dynamodb.paging import Page, PageAnswer, read_page
from strongroom.services.dynamodb.read_targets import read_target
from strongroom.services.dynamodb.request_checks import (
    OLDER_WORDS,
    check_expression_parameters,
    check_values_parameter,
)
from strongroom.services.dynamodb.request_expressions import filter_and_projection, legacy_of_scan
from strongroom.services.dynamodb.selection import (
    check_select,
    index_to_fetch_for,
    refuse_consistent_read,
    require_projection,
)
from strongroom.services.dynamodb.start_keys import check_index_start, scan_start, start_key
from strongroom.services.dynamodb.values.keys import segment_bounds
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_EXPRESSIONS = ("ProjectionExpression", "FilterExpression")
_LEGACY = ("AttributesToGet", "ScanFilter", "ConditionalOperator")


@operation("Scan")
def scan(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Answer a page of a table or an index, or of a segment of it, in the order of the hashes of the keys."""
    with OLDER_WORDS:
        check_expression_parameters(request, _EXPRESSIONS, _LEGACY)
        check_values_parameter(request, ("FilterExpression",), names_them=True)
        legacy = legacy_of_scan(request)
        key = start_key(request)
        segment = _segment(request)
        filter_, projection = filter_and_projection(service.expressions.older_layer, request, legacy)
    require_projection(request)
    check_select(request)
    table = service.tables.require_usable(call, request["TableName"])
    target = read_target(table, request.get("IndexName"))
    refuse_consistent_read(request, target)
    check_index_start(target, key)
    index = index_to_fetch_for(request, target, projection)
    source = SpaceEntries(*segment, target.space)
    start = scan_start(target, key, source, request)
    refuse_parts_of_keys(target.schema, table.record, projection, filter_)
    page = Page.of(request, filter_, projection, start, index)
    return read_page(service.store(call, table), source, page, PageAnswer.to(request, target))


def _segment(request: Request) -> tuple[bytes | None, bytes | None]:
    segment, total = request.get("Segment"), request.get("TotalSegments")
    if segment is None and total is None:
        return None, None
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
    return segment_bounds(segment, total)
