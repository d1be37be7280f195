"""Reading an item along a document path."""

from __future__ import annotations

from collections.abc import Callable
from operator import methodcaller
from typing import TypeAlias

from strongroom.services.dynamodb.expressions.ast import Element, Path
from strongroom.services.dynamodb.values.types import AttributeValue, Item

#: Answers a value of an item, or None when the item has no such value.
Reader: TypeAlias = Callable[[Item], AttributeValue | None]


def path_reader(path: Path) -> Reader:
    """Reads the value at a bound path."""
    name, *steps = path.elements
    if not steps:
        return methodcaller("get", name)

    def read(item: Item) -> AttributeValue | None:
        return descend(item.get(name), steps)  # type: ignore[arg-type]

    return read


def value_at(item: Item, elements: tuple[Element, ...]) -> AttributeValue | None:
    """The value at a bound path, None when there is none."""
    return descend(item.get(elements[0]), elements[1:])  # type: ignore[arg-type]


def descend(value: AttributeValue | None, steps: list[Element] | tuple[Element, ...]) -> AttributeValue | None:
    """The value that lies ``steps`` below ``value``, None when there is none."""
    for step in steps:
        if value is None:
            return None
        if isinstance(step, int):
            elements = value.get("L")
            value = elements[step] if elements is not None and step < len(elements) else None
        else:
            members = value.get("M")
            value = members.get(step) if members is not None else None
    return value
