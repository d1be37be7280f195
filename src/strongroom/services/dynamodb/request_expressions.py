"""The conditions, updates and projections of a request, whether it writes them as expressions or as the legacy
parameters that expressions have replaced.

Each function raises ServiceError (ValidationException) for the first thing that is wrong, in the service's
order, and answers None for what the request does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions import (
    Condition,
    Expressions,
    KeyQuestion,
    Placeholders,
    Projection,
    Update,
)
from strongroom.services.dynamodb.expressions.index_key_conditions import MOST_CONDITIONS
from strongroom.services.dynamodb.legacy.attribute_updates import AttributeUpdates
from strongroom.services.dynamodb.legacy.attributes_to_get import AttributesToGet
from strongroom.services.dynamodb.legacy.expected import expected_tree
from strongroom.services.dynamodb.legacy.filters import filter_tree
from strongroom.services.dynamodb.legacy.key_conditions import KeyConditions

Parameters: TypeAlias = Mapping[str, Any]
AnyProjection: TypeAlias = Projection | AttributesToGet
AnyUpdate: TypeAlias = Update | AttributeUpdates


class Legacy(NamedTuple):
    """What the legacy parameters of a read ask for."""

    filter: Condition | None
    projection: AttributesToGet | None


def write_condition(expressions: Expressions, request: Parameters) -> Condition | None:
    """The condition of PutItem and DeleteItem."""
    text = request.get("ConditionExpression")
    if text is None:
        return _expected(request)
    placeholders = _placeholders(expressions, request)
    condition = expressions.condition(text, placeholders)
    placeholders.require_all_used()
    return condition


def update_and_condition(expressions: Expressions, request: Parameters) -> tuple[AnyUpdate, Condition | None]:
    """The update of UpdateItem, which may change nothing, and its condition."""
    update_text, condition_text = request.get("UpdateExpression"), request.get("ConditionExpression")
    if update_text is None:
        update: AnyUpdate = AttributeUpdates(request.get("AttributeUpdates", {}))
        return update, write_condition(expressions, request)
    placeholders = _placeholders(expressions, request)
    update = expressions.update(update_text, placeholders)
    condition = None if condition_text is None else expressions.condition(condition_text, placeholders)
    placeholders.require_all_used()
    return update, condition


def projection_of(expressions: Expressions, request: Parameters) -> AnyProjection | None:
    """The projection of GetItem and of a table's part of BatchGetItem."""
    text = request.get("ProjectionExpression")
    if text is None:
        return _attributes_to_get(request)
    placeholders = _placeholders(expressions, request)
    projection = expressions.projection(text, placeholders)
    placeholders.require_all_used()
    return projection


def legacy_of_scan(request: Parameters) -> Legacy:
    """The legacy parameters of Scan, which the service checks before all but them."""
    projection = _attributes_to_get(request)
    return Legacy(_filter(request, "ScanFilter"), projection)


def legacy_of_query(request: Parameters) -> Legacy:
    """The legacy parameters of Query but KeyConditions, which the service checks before all but them."""
    return Legacy(_filter(request, "QueryFilter"), _attributes_to_get(request))


def filter_and_projection(
    expressions: Expressions, request: Parameters, legacy: Legacy
) -> tuple[Condition | None, AnyProjection | None]:
    """The filter and the projection of Scan."""
    placeholders = _placeholders(expressions, request)
    bound = _filter_and_projection(expressions, request, placeholders)
    placeholders.require_all_used()
    return bound[0] or legacy.filter, bound[1] or legacy.projection


def query_expressions(
    expressions: Expressions, request: Parameters, legacy: Legacy
) -> tuple[KeyQuestion, Condition | None, AnyProjection | None]:
    """What Query asks of keys, its filter and its projection."""
    text, conditions = request.get("KeyConditionExpression"), request.get("KeyConditions")
    if text is None and conditions is None:
        raise errors.validation(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."
        )
    placeholders = _placeholders(expressions, request)
    bound = _filter_and_projection(expressions, request, placeholders)
    question: KeyQuestion
    if text is not None:
        question = expressions.key_expression(text, placeholders)
    else:
        placeholders.require_all_used()
        question = KeyConditions(conditions or {}, MOST_CONDITIONS if "IndexName" in request else 2)
    return question, bound[0] or legacy.filter, bound[1] or legacy.projection


def _filter_and_projection(
    expressions: Expressions, request: Parameters, placeholders: Placeholders
) -> tuple[Condition | None, Projection | None]:
    filter_text, projection_text = request.get("FilterExpression"), request.get("ProjectionExpression")
    return (
        None if filter_text is None else expressions.condition(filter_text, placeholders, "FilterExpression"),
        None if projection_text is None else expressions.projection(projection_text, placeholders),
    )


def _placeholders(expressions: Expressions, request: Parameters) -> Placeholders:
    return expressions.placeholders(
        request.get("ExpressionAttributeNames"), request.get("ExpressionAttributeValues")
    )


def _expected(request: Parameters) -> Condition | None:
    tree = expected_tree(request)
    return None if tree is None else Condition(tree)


def _filter(request: Parameters, parameter: str) -> Condition | None:
    tree = filter_tree(request, parameter)
    return None if tree is None else Condition(tree)


def _attributes_to_get(request: Parameters) -> AttributesToGet | None:
    names = request.get("AttributesToGet")
    return None if names is None else AttributesToGet(names)
