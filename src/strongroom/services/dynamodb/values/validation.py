"""What the service checks of every attribute value it is given, and the form in which it keeps it.

Values come with the shape that the API model demands: known members of the right type, binaries in canonical
base64. Numbers become canonical and the members of a set get the service's order; everything else stays as it
is, and a value that needs no change is handed on, not copied.

Source of the order: answers of the service, recorded by a public conformance suite in October 2026.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Sized
from decimal import Decimal
from typing import Any, NoReturn

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.numbers import canonical
from strongroom.services.dynamodb.values.refusals import InvalidValue
from strongroom.services.dynamodb.values.types import AttributeValue, Item

#: A scalar below 31 lists or maps is the deepest value that is accepted.
MAX_NESTING = 32
MAX_NAME_SIZE = 65535
EMPTY_NAME = "Empty attribute name"

_INVALID = "One or more parameter values were invalid: "


def normalize_item(item: Item) -> Item:
    """The item as it is kept. Raises ServiceError (ValidationException) for the first wrong value."""
    return _normalize_attributes(item, 1)


def normalize(value: AttributeValue, *, levels_above: int = 1) -> AttributeValue:
    """One value as it is kept. Raises ServiceError (ValidationException) when it is wrong.

    ``levels_above`` count towards the nesting; an attribute's value has one, the item.
    """
    return _normalize(value, levels_above)


def check_nesting(item: Item) -> None:
    """Refuse an item that an update has made too deep; raises ServiceError (ValidationException)."""
    for value in item.values():
        if "M" in value or "L" in value:
            _check_nesting(value, 1)


def _check_nesting(value: AttributeValue, depth: int) -> None:
    content = value.get("M") or value.get("L")
    if not content:
        return
    _check_depth(content, depth)
    for nested in content.values() if "M" in value else content:
        _check_nesting(nested, depth + 1)


def check_name(name: str) -> None:
    """Refuse a name that no attribute can have; raises ServiceError (ValidationException)."""
    if len(name.encode()) > MAX_NAME_SIZE:
        raise errors.validation("Attribute name is too large, must be less than 65536 bytes")


def in_set_order(kind: str, members: list[str]) -> list[str]:
    """Members of a set in the service's order: strings and binaries by bytes, canonical numbers by value."""
    ordered = sorted(members, key=_SET_ORDERS[kind])
    return members if ordered == members else ordered


def _normalize_attributes(attributes: Item, depth: int) -> Item:
    if "" in attributes:
        raise errors.validation(EMPTY_NAME)
    changed: Item | None = None
    for name, value in attributes.items():
        if len(name) > MAX_NAME_SIZE // 4:
            check_name(name)
        if "S" in value and len(value) == 1:
            continue
        normalized = _normalize(value, depth)
        if normalized is not value:
            changed = dict(attributes) if changed is None else changed
            changed[name] = normalized
    return attributes if changed is None else changed


def _normalize(value: AttributeValue, depth: int) -> AttributeValue:
    normalized = value
    kept: Any
    for kind, content in value.items():
        if kind == "M":
            kept = _map(content, depth)
        elif kind == "L":
            kept = _list(content, depth)
        elif kind in _CHECKED:
            kept = _CHECKED[kind](content)
        else:
            continue
        if kept is not content:
            normalized = {kind: kept}
    if len(value) != 1:
        _refuse_member_count(value)
    return normalized


def _refuse_member_count(value: AttributeValue) -> NoReturn:
    problem = "has more than one datatypes set" if value else "is empty"
    raise errors.validation(
        f"Supplied AttributeValue {problem}, must contain exactly one of the supported datatypes"
    )


def _null(content: Any) -> Any:
    if content is not True:
        raise errors.invalid_parameter("Null attribute value types must have the value of true")
    return content


def _string_set(content: list[str]) -> list[str]:
    if not content:
        raise errors.invalid_parameter("An string set  may not be empty")
    if len(set(content)) != len(content):
        quoted = [f'"{member}"' for member in _up_to_repetition(content, str.encode)]
        raise InvalidValue(
            f"{_INVALID}Input collection [{', '.join(quoted)}] contains duplicates.",
            older=f"{_INVALID}Input collection [{', '.join(content)}] contains duplicates.",
        )
    return in_set_order("SS", content)


def _number_set(content: list[str]) -> list[str]:
    if not content:
        raise errors.invalid_parameter("An number set  may not be empty")
    numbers = list(map(canonical, content))
    if len(set(numbers)) != len(numbers):
        message = "Input collection contains duplicates"
        raise InvalidValue(f"{_INVALID}{message}.", older=message)
    return in_set_order("NS", content if numbers == content else numbers)


def _binary_set(content: list[str]) -> list[str]:
    if not content:
        raise errors.invalid_parameter("Binary sets should not be empty")
    if len(set(content)) != len(content):
        quoted = [f'"{member}"' for member in _up_to_repetition(content, b64decode)]
        raise InvalidValue(
            f"{_INVALID}Input collection [{','.join(quoted)}]of type BS contains duplicates.",
            older=f"{_INVALID}Input collection [{', '.join(content)}]of type BS contains duplicates.",
        )
    return in_set_order("BS", content)


def _list(content: list[AttributeValue], depth: int) -> list[AttributeValue]:
    _check_depth(content, depth)
    elements = [_normalize(element, depth + 1) for element in content]
    changed = any(kept is not element for kept, element in zip(elements, content, strict=True))
    return elements if changed else content


def _map(content: Item, depth: int) -> Item:
    _check_depth(content, depth)
    return _normalize_attributes(content, depth + 1)


def _check_depth(content: Sized, depth: int) -> None:
    if content and depth >= MAX_NESTING:
        message = (
            "Nesting Levels have exceeded supported limits: "
            "Attributes in the item have nested levels beyond supported limit"
        )
        raise InvalidValue(message, older=message)


def _up_to_repetition(members: list[str], order: Callable[[str], bytes]) -> list[str]:
    """A set as the service lists it: the members before the first repeated one sorted, the rest as sent."""
    seen: set[str] = set()
    for at, member in enumerate(members):
        if member in seen:
            return sorted(members[:at], key=order) + members[at:]
        seen.add(member)
    return members


_SET_ORDERS: dict[str, Callable[[str], Any]] = {"SS": str, "NS": Decimal, "BS": b64decode}

_CHECKED: dict[str, Callable[[Any], Any]] = {
    "N": canonical,
    "NULL": _null,
    "SS": _string_set,
    "NS": _number_set,
    "BS": _binary_set,
}
