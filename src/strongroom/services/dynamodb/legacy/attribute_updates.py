"""AttributeUpdates: changes of an item before there were update expressions.

Source: API reference, AttributeValueUpdate; messages as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.numbers import add
from strongroom.services.dynamodb.values.types import AttributeValue, Item
from strongroom.services.dynamodb.values.validation import check_name, normalize

_SETS = ("SS", "NS", "BS")
_ADDABLE = ("N", "L", *_SETS)


class AttributeUpdates:
    """The checked updates of a request. Raises ServiceError (ValidationException)."""

    def __init__(self, updates: Mapping[str, Mapping[str, Any]]) -> None:
        for name in updates:
            check_name(name)
        self._updates = {name: _checked(update) for name, update in updates.items()}

    @property
    def top_level_names(self) -> frozenset[str]:
        """The attributes that are changed."""
        return frozenset(self._updates)

    @property
    def nested_names(self) -> frozenset[str]:
        """The attributes that are changed in parts: none."""
        return frozenset()

    @property
    def known_types(self) -> Mapping[str, str]:
        """The types that attributes are given, whatever the item is."""
        return {name: next(iter(value)) for name, value in self.given_values.items()}

    @property
    def given_values(self) -> Mapping[str, AttributeValue]:
        """The values that attributes are given, whatever the item is; of ADD the value that is added."""
        return {
            name: value
            for name, (action, value) in self._updates.items()
            if value is not None and action != "DELETE"
        }

    def apply(self, item: Item, *, exists: bool = True) -> Item:  # noqa: ARG002
        """The changed item, whether or not it ``exists``.

        Raises ServiceError (ValidationException) when an attribute has another type than the value.
        """
        changed = dict(item)
        for name, (action, value) in self._updates.items():
            if value is None:
                changed.pop(name, None)
                continue
            if action == "ADD":
                value = _sum(changed.get(name), value)
            elif action == "DELETE":
                rest = _difference(changed.get(name), value)
                if rest is None:
                    changed.pop(name, None)
                    continue
                value = rest
            changed[name] = value
        return changed

    def updated_values(self, item: Item) -> Item:
        """The attributes of ``item`` that are changed."""
        return {name: item[name] for name in self._updates if name in item}


def _checked(update: Mapping[str, Any]) -> tuple[str, AttributeValue | None]:
    action = update.get("Action", "PUT")
    if "Value" not in update:
        if action != "DELETE":
            raise errors.invalid_parameter("Only DELETE action is allowed when no attribute value is specified")
        return action, None
    value = normalize(update["Value"])
    (kind,) = value
    if action == "DELETE" and kind not in _SETS:
        raise errors.invalid_parameter(f"DELETE action with value is not supported for the type {kind}")
    if action == "ADD" and kind not in _ADDABLE:
        raise errors.invalid_parameter(f"ADD action is not supported for the type {kind}")
    return action, value


def _sum(old: AttributeValue | None, value: AttributeValue) -> AttributeValue:
    if old is None:
        return value
    ((kind, content),) = value.items()
    had = _content(old, kind)
    if kind == "N":
        return {"N": add(had, content)}
    if kind == "L":
        return {"L": had + content}
    return {kind: list(dict.fromkeys((*had, *content)))}


def _difference(old: AttributeValue | None, value: AttributeValue) -> AttributeValue | None:
    if old is None:
        return None
    ((kind, content),) = value.items()
    removed = set(content)
    rest = [member for member in _content(old, kind) if member not in removed]
    return {kind: rest} if rest else None


def _content(old: AttributeValue, kind: str) -> Any:
    if kind not in old:
        raise errors.validation("Type mismatch for attribute to update")
    return old[kind]
