"""What Query and Scan answer of the items they read: Select and the projections it goes with.

Source: API reference, Query and Scan, Select; messages as observed.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Protocol

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.indexes.shape import IndexShape
from strongroom.services.dynamodb.read_targets import ReadTarget
from strongroom.services.operations import Request

_PROJECTIONS = ("ProjectionExpression", "AttributesToGet")


class AttributeNames(Protocol):
    """The attributes that an expression is about."""

    @property
    def top_level_names(self) -> Set[str]: ...


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


def refuse_consistent_read(request: Request, target: ReadTarget) -> None:
    """A global index cannot be read consistently."""
    if request.get("ConsistentRead") and target.is_global_index:
        raise errors.validation("Consistent reads are not supported on global secondary indexes")


def index_to_fetch_for(
    request: Request, target: ReadTarget, projection: AttributeNames | None
) -> IndexShape | None:
    """The index that is read when its entries do not hold what the request selects, so that the items have to
    be fetched from the table; None when nothing has to be.

    Raises ServiceError (ValidationException) for a global index, from which nothing is fetched.
    """
    index = target.index
    if index is None or index.projected is None:
        return None
    if request.get("Select") == "ALL_ATTRIBUTES":
        if index.is_global:
            raise errors.invalid_parameter(
                f"Select type ALL_ATTRIBUTES is not supported for global secondary index {index.name} because "
                "its projection type is not ALL"
            )
        return index
    missing = () if projection is None else _missing(index, projection)
    if missing and index.is_global:
        raise errors.invalid_parameter(
            f"Global secondary index {index.name} does not project [{', '.join(missing)}]"
        )
    return index if missing else None


def refuse_unprojected_filter(target: ReadTarget, filter_: AttributeNames | None) -> None:
    """The filter of a Query sees what the index holds, whatever is fetched."""
    missing = () if target.index is None or filter_ is None else _missing(target.index, filter_)
    if target.index is not None and missing:
        raise errors.invalid_parameter(
            f"Secondary index {target.index.name} does not project one or more filter attributes: "
            f"[{', '.join(missing)}]"
        )


def _missing(index: IndexShape, expression: AttributeNames) -> list[str]:
    return sorted(name for name in expression.top_level_names if not index.holds(name))
