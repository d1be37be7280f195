"""Projections: the parts of an item that a client asked for."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeAlias

from strongroom.services.dynamodb.expressions.ast import Path, ProjectionTree
from strongroom.services.dynamodb.values.types import AttributeValue, Item

#: What is wanted of a list or map: by name or index, None for the whole value there.
_Wanted: TypeAlias = "dict[str | int, _Wanted | None]"


class Projection:
    """A bound projection, ready to be applied to items."""

    def __init__(self, tree: ProjectionTree) -> None:
        self.paths: tuple[Path, ...] = tree.paths
        self._wanted: Any = {}
        for path in tree.paths:
            wanted = self._wanted
            for element in path.elements[:-1]:
                wanted = wanted.setdefault(element, {})
            wanted[path.elements[-1]] = None

    @cached_property
    def top_level_names(self) -> frozenset[str]:
        """The attributes that are projected, or projected from."""
        return frozenset(str(path.elements[0]) for path in self.paths)

    @cached_property
    def nested_names(self) -> frozenset[str]:
        """The attributes that are projected from, which must not be keys: keys are scalars."""
        return frozenset(str(path.elements[0]) for path in self.paths if len(path.elements) > 1)

    def apply(self, item: Item) -> Item:
        """The wanted part of ``item``: lists closed up in the order of their indexes, nothing for what is not
        there."""
        return _members(item, self._wanted)


def _part(value: AttributeValue, wanted: _Wanted | None) -> AttributeValue | None:
    """What is wanted of ``value``; None when it has nothing of it."""
    if wanted is None:
        return value
    ((kind, content),) = value.items()
    if kind == "M":
        members = _members(content, wanted)
        return {"M": members} if members else None
    if kind == "L":
        elements = _elements(content, wanted)
        return {"L": elements} if elements else None
    return None


def _members(members: Item, wanted: Any) -> Item:
    parts: Item = {}
    for name, below in wanted.items():
        value = members.get(name)
        if value is not None:
            part = _part(value, below)
            if part is not None:
                parts[name] = part
    return parts


def _elements(elements: list[AttributeValue], wanted: Any) -> list[AttributeValue]:
    parts = []
    for index in sorted(index for index in wanted if isinstance(index, int) and index < len(elements)):
        part = _part(elements[index], wanted[index])
        if part is not None:
            parts.append(part)
    return parts
