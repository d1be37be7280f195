"""The attributes that a request names: in keys and items, expressions and the older parameters.

Source: DynamoDB developer guide, "Using IAM policy conditions for fine-grained access control": an attribute
counts when it, or anything in it, is specified in the request; what an answer holds does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from strongroom.services.dynamodb.expressions import Expressions
from strongroom.services.dynamodb.expressions.parser import Kind

#: Members whose keys are names of attributes.
_BY_NAME = (
    "Key",
    "Item",
    "ExclusiveStartKey",
    "Expected",
    "AttributeUpdates",
    "KeyConditions",
    "QueryFilter",
    "ScanFilter",
)
_EXPRESSIONS: Mapping[str, Kind] = MappingProxyType(
    {
        "ConditionExpression": "condition",
        "FilterExpression": "condition",
        "KeyConditionExpression": "condition",
        "ProjectionExpression": "projection",
        "UpdateExpression": "update",
    }
)


def named_attributes(expressions: Expressions, parts: Sequence[Mapping[str, Any]]) -> list[str]:
    """The top-level attributes that the parts of a request name, each once, in no order that means anything.

    Raises ServiceError (ValidationException) for an expression that none is, as the operation would.
    """
    names: dict[str, None] = {}
    for part in parts:
        names.update(dict.fromkeys(_named(expressions, part)))
    return list(names)


def _named(expressions: Expressions, part: Mapping[str, Any]) -> Iterator[str]:
    for wrapped in ("PutRequest", "DeleteRequest"):
        if wrapped in part:
            yield from _named(expressions, part[wrapped])
    for member in _BY_NAME:
        yield from part.get(member, ())
    for key in part.get("Keys", ()):
        yield from key
    yield from part.get("AttributesToGet", ())
    placeholders = part.get("ExpressionAttributeNames", {})
    for parameter, kind in _EXPRESSIONS.items():
        if parameter in part:
            yield from expressions.top_level_names(kind, part[parameter], placeholders, parameter)
