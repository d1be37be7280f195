"""The partition key values that a request is about.

Source: DynamoDB developer guide, "Using IAM policy conditions for fine-grained access control",
``dynamodb:LeadingKeys``. It leaves open how numbers and binaries are written: here as the service returns them.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from strongroom.services.dynamodb.expressions import Expressions
from strongroom.services.dynamodb.values.types import AttributeValue
from strongroom.services.dynamodb.values.validation import normalize


def partition_values(expressions: Expressions, parts: Sequence[Mapping[str, Any]], attribute: str) -> list[str]:
    """The values that the parts of a request give the partition key attribute, as texts.

    Empty for a Scan, which is about every partition. Raises ServiceError (ValidationException) for a value or
    an expression that none is, as the operation would.
    """
    return [
        text
        for part in parts
        for value in _values(expressions, part, attribute)
        if (text := key_text(normalize(value))) is not None
    ]


def _values(expressions: Expressions, part: Mapping[str, Any], attribute: str) -> Iterator[AttributeValue]:
    for wrapped in ("PutRequest", "DeleteRequest"):
        if wrapped in part:
            yield from _values(expressions, part[wrapped], attribute)
    keys = [part[member] for member in ("Key", "Item") if member in part]
    for key in (*keys, *part.get("Keys", ())):
        if attribute in key:
            yield key[attribute]
    condition = part.get("KeyConditions", {}).get(attribute, {})
    if condition.get("ComparisonOperator") == "EQ":
        yield from condition.get("AttributeValueList", ())
    if "KeyConditionExpression" in part:
        yield from expressions.equal_values(
            part["KeyConditionExpression"],
            attribute,
            part.get("ExpressionAttributeNames", {}),
            part.get("ExpressionAttributeValues", {}),
        )


def key_text(value: AttributeValue) -> str | None:
    """A scalar of a key as policies are compared with it; None for what can be no key.

    The same bytes can be written in several ways in base64: here they are written in one.
    """
    ((kind, content),) = value.items()
    if kind == "B":
        return b64encode(b64decode(content)).decode("ascii")
    return content if kind in ("S", "N") else None
