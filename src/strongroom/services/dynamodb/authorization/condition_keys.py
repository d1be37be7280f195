"""The condition keys of DynamoDB, of one access.

Source: Service Authorization Reference, "Condition keys for Amazon DynamoDB"; DynamoDB developer guide, "Using
IAM policy conditions for fine-grained access control".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from strongroom.services.dynamodb.authorization.accesses import Access
from strongroom.services.dynamodb.authorization.attributes import named_attributes
from strongroom.services.dynamodb.authorization.leading_keys import partition_values
from strongroom.services.dynamodb.authorization.statement_keys import statement_keys
from strongroom.services.dynamodb.expressions import Expressions
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.iam.policy import ConditionValue

_READS = frozenset(("GetItem", "BatchGetItem", "Query", "Scan"))
_WRITES = frozenset(("PutItem", "UpdateItem", "DeleteItem"))
_ITEM_ACTIONS = _READS | _WRITES | {"BatchWriteItem", "ConditionCheckItem"}
_ORDINALS = ("first", "second", "third", "fourth")
_POSITIONS = MappingProxyType(
    {
        "dynamodb:leadingkeys": 0,
        **{f"dynamodb:{ordinal}partitionkeyvalues": place for place, ordinal in enumerate(_ORDINALS)},
    }
)


def condition_keys(
    wanted: frozenset[str], access: Access, table: TableRecord | None, expressions: Expressions
) -> dict[str, ConditionValue]:
    """The keys among ``wanted`` (in lower case) that the access has.

    ``table`` is the table that the resource is or belongs to, if there is one. Raises ServiceError
    (ValidationException) for an expression or a key that none is, as the operation would.
    """
    keys: dict[str, ConditionValue] = {}
    if access.statement is not None:
        keys.update(statement_keys(wanted, access, access.statement, table))
    if access.action in _ITEM_ACTIONS:
        for name, value_of in _SINGLE.items():
            value = value_of(access) if name in wanted else None
            if value is not None:
                keys[name] = value
        if "dynamodb:attributes" in wanted:
            keys["dynamodb:attributes"] = named_attributes(expressions, access.parts)
        for name, position in _POSITIONS.items():
            if name in wanted and table is not None:
                keys[name] = _partition_values(access, table, position, expressions)
    if any(name.startswith(("aws:requesttag/", "aws:tagkeys")) for name in wanted):
        keys.update(_tags_of_request(access))
    if table is not None and any(name.startswith("aws:resourcetag/") for name in wanted):
        keys.update({f"aws:ResourceTag/{name}": value for name, value in table.tags.items()})
    return keys


def _partition_values(
    access: Access, table: TableRecord, position: int, expressions: Expressions
) -> Sequence[str]:
    attributes = [table.key_schema.partition]
    index = table.index(access.resource.partition("/index/")[2])
    if index is not None:
        attributes = list(index.partition_keys)
    if position >= len(attributes):
        return []
    return partition_values(expressions, access.parts, attributes[position].name)


def _select(access: Access) -> str | None:
    """``Select``, or what the service does without it; of a batch, the most that any part asks for."""
    if access.action not in _READS:
        return None
    chosen = [part.get("Select") or _implied_select(access, part) for part in access.parts]
    return next((each for each in chosen if each != "SPECIFIC_ATTRIBUTES"), "SPECIFIC_ATTRIBUTES")


def _implied_select(access: Access, part: Mapping[str, Any]) -> str:
    if "ProjectionExpression" in part or "AttributesToGet" in part:
        return "SPECIFIC_ATTRIBUTES"
    return "ALL_PROJECTED_ATTRIBUTES" if "/index/" in access.resource else "ALL_ATTRIBUTES"


def _return_values(access: Access) -> str | None:
    """``ReturnValues``; an item that is returned when a condition fails counts as ALL_OLD."""
    if access.action not in _WRITES and access.action != "ConditionCheckItem":
        return None
    (part,) = access.parts
    if part.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
        return "ALL_OLD"
    chosen: str = part.get("ReturnValues", "NONE")
    return chosen


def _return_consumed_capacity(access: Access) -> str:
    chosen: str = access.whole.get("ReturnConsumedCapacity", "NONE")
    return chosen


def _enclosing_operation(access: Access) -> str | None:
    return access.enclosing


def _tags_of_request(access: Access) -> Iterator[tuple[str, ConditionValue]]:
    tags = access.whole.get("Tags") or []
    for tag in tags:
        yield f"aws:RequestTag/{tag['Key']}", tag["Value"]
    names = [*(tag["Key"] for tag in tags), *access.whole.get("TagKeys", ())]
    if names:
        yield "aws:TagKeys", names


_Value: TypeAlias = Callable[[Access], str | None]
_SINGLE: Mapping[str, _Value] = MappingProxyType(
    {
        "dynamodb:select": _select,
        "dynamodb:returnvalues": _return_values,
        "dynamodb:returnconsumedcapacity": _return_consumed_capacity,
        "dynamodb:enclosingoperation": _enclosing_operation,
    }
)
