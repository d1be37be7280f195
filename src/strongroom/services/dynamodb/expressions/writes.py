"""Writing values at document paths, without changing what is shared.

All paths of one update refer to the item as it was: elements of a list keep their places until everything is
written; then the removed ones go, and what was written behind the end of a list follows in the order of the
indexes.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from strongroom.services.dynamodb.expressions.ast import Element
from strongroom.services.dynamodb.values.types import AttributeValue, Item

#: A document path that exists but for its last element, and the new value there; None takes the old one away.
Write: TypeAlias = tuple[tuple[Element, ...], AttributeValue | None]


def written(item: Item, writes: list[Write]) -> Item:
    """A new item with the writes in it, whose paths do not overlap."""
    new = dict(item)
    nested = _Nested(new)
    for path, value in writes:
        if len(path) > 1:
            nested.write(path, value)
        elif value is None:
            new.pop(path[0], None)  # type: ignore[arg-type]
        else:
            new[path[0]] = value  # type: ignore[index]
    nested.finish()
    return new


class _Nested:
    """The writes below the top level: copies each list and map on the way once."""

    def __init__(self, item: Item) -> None:
        self._item = item
        self._copies: dict[tuple[Element, ...], Any] = {}
        self._lists: dict[tuple[Element, ...], _ListChanges] = {}

    def write(self, path: tuple[Element, ...], value: AttributeValue | None) -> None:
        parent, last = path[:-1], path[-1]
        container = self._copied(parent)
        if not isinstance(last, int):
            if value is None:
                container.pop(last, None)
            else:
                container[last] = value
            return
        changes = self._lists.setdefault(parent, _ListChanges(container))
        changes.write(last, value)

    def finish(self) -> None:
        for changes in self._lists.values():
            changes.finish()

    def _copied(self, path: tuple[Element, ...]) -> Any:
        """The content of the list or map at ``path``, copied into the new item."""
        copy = self._copies.get(path)
        if copy is None:
            container: Any = self._item if len(path) == 1 else self._copied(path[:-1])
            ((kind, content),) = container[path[-1]].items()
            copy = content.copy()
            container[path[-1]] = {kind: copy}
            self._copies[path] = copy
        return copy


class _ListChanges:
    """What happens to one list."""

    def __init__(self, elements: list[AttributeValue]) -> None:
        self._elements = elements
        self._removed: set[int] = set()
        self._behind: dict[int, AttributeValue] = {}

    def write(self, index: int, value: AttributeValue | None) -> None:
        if index < len(self._elements):
            if value is None:
                self._removed.add(index)
            else:
                self._elements[index] = value
        elif value is not None:
            self._behind[index] = value

    def finish(self) -> None:
        if self._removed:
            kept = (element for index, element in enumerate(self._elements) if index not in self._removed)
            self._elements[:] = list(kept)
        self._elements.extend(self._behind[index] for index in sorted(self._behind))
