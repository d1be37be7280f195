"""What an update writes: the value of each action, read from the item as it was before the update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from strongroom.services.dynamodb.expressions.ast import (
    Add,
    Arithmetic,
    Call,
    Delete,
    Literal,
    Operand,
    Path,
    ValuePlaceholder,
)
from strongroom.services.dynamodb.expressions.documents import value_at
from strongroom.services.dynamodb.values.numbers import add, subtract
from strongroom.services.dynamodb.values.types import AttributeValue, Item
from strongroom.services.dynamodb.values.validation import in_set_order


class WrongType(Exception):
    """An operand has a type that the action cannot work with."""


class MissingAttribute(Exception):
    """A value is read that the item does not have."""


def value_of(value: Operand | Arithmetic, item: Item) -> AttributeValue:
    """The bound value of a SET action.

    Raises WrongType, MissingAttribute, and ServiceError for a number outside the supported range.
    """
    if isinstance(value, Literal):
        return value.value
    if isinstance(value, Path):
        found = value_at(item, value.elements)
        if found is None:
            raise MissingAttribute
        return found
    if isinstance(value, Arithmetic):
        return _calculated(value, item)
    if isinstance(value, ValuePlaceholder):
        raise TypeError(f"not bound: {value}")
    return _CALLS[value.function](value, item)


def added(action: Add, item: Item) -> AttributeValue:
    """The value after ADD: a sum, a union, or the operand itself where there was nothing.

    Raises WrongType, and ServiceError for a number outside the supported range.
    """
    operand = _literal(action.value)
    current = value_at(item, action.path.elements)
    if current is None:
        return operand
    ((kind, content),) = operand.items()
    there = _content_of(current, kind)
    if kind == "N":
        return {"N": add(there, content)}
    return {kind: in_set_order(kind, [*{*there, *content}])}


def without(action: Delete, item: Item) -> AttributeValue | None:
    """The set after DELETE; None when no element is left or there was no set. Raises WrongType."""
    current = value_at(item, action.path.elements)
    if current is None:
        return None
    ((kind, content),) = _literal(action.value).items()
    left = [element for element in _content_of(current, kind) if element not in content]
    return {kind: left} if left else None


def _content_of(value: AttributeValue, kind: str) -> Any:
    content = value.get(kind)
    if content is None:
        raise WrongType
    return content


def _literal(operand: ValuePlaceholder | Literal) -> AttributeValue:
    if isinstance(operand, ValuePlaceholder):
        raise TypeError(f"not bound: {operand}")
    return operand.value


def _calculated(value: Arithmetic, item: Item) -> AttributeValue:
    left, right = _contents((value.left, value.right), "N", item)
    return {"N": add(left, right) if value.operator == "+" else subtract(left, right)}


def _list_append(call: Call, item: Item) -> AttributeValue:
    first, second = _contents(call.operands, "L", item)
    return {"L": first + second}


def _if_not_exists(call: Call, item: Item) -> AttributeValue:
    path, other = call.operands
    if not isinstance(path, Path):
        raise TypeError(f"not a path: {path}")
    current = value_at(item, path.elements)
    return value_of(other, item) if current is None else current


def _contents(operands: tuple[Operand, ...], kind: str, item: Item) -> list[Any]:
    """The contents of operands of one type; a wrong type counts before a missing attribute."""
    contents = []
    for operand in operands:
        try:
            contents.append(_content_of(value_of(operand, item), kind))
        except MissingAttribute:
            continue
    if len(contents) < len(operands):
        raise MissingAttribute
    return contents


_CALLS: dict[str, Callable[[Call, Item], AttributeValue]] = {
    "list_append": _list_append,
    "if_not_exists": _if_not_exists,
}
