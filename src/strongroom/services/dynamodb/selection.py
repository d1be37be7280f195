"""What Query and Scan answer of the items they read: Select and the projections it goes with.

Source: API reference, Query and Scan, Select; messages as observed.
"""

from __future__ import annotations

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.operations import Request

_PROJECTIONS = ("ProjectionExpression", "AttributesToGet")


def require_projection(request: Request) -> None:
    """Refuse Select=SPECIFIC_ATTRIBUTES when the request does not say which."""
    if request.get("Select") == "SPECIFIC_ATTRIBUTES" and _projection(request) is None:
        raise errors.validation(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
        )


def check_select(request: Request) -> None:
    """Refuse a Select that contradicts the projection or the lack of an index."""
    select = request.get("Select")
    if select is None or select == "SPECIFIC_ATTRIBUTES":
        return
    projection = _projection(request)
    if projection is not None:
        chosen = "only the Count" if select == "COUNT" else select
        raise errors.validation(f"Cannot specify the {projection} when choosing to get {chosen}")
    if select == "ALL_PROJECTED_ATTRIBUTES" and "IndexName" not in request:
        raise errors.validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")


def _projection(request: Request) -> str | None:
    return next((name for name in _PROJECTIONS if name in request), None)


def require_no_index(request: Request, record: TableRecord) -> None:
    """Refuse to read an index that the table does not have, and those that are not kept up."""
    name = request.get("IndexName")
    if name is None:
        return
    if record.index(name) is None:
        raise errors.validation(f"The table does not have the specified index: {name}")
    raise errors.validation(f"This server does not keep secondary indexes up yet and cannot read {name}")
