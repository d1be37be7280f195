"""Sizes of values and items, to the byte: what the 400 KB limit, page limits and capacity units count.

Source: developer guide, "DynamoDB item sizes and formats"; a number is as large as its encoding in ``numbers``.
"""

from __future__ import annotations

from collections.abc import Iterable

from strongroom.services.dynamodb.values.types import AttributeValue, Item

_DOCUMENT_OVERHEAD = 3
_ELEMENT_OVERHEAD = 1
#: To base 100: with 20 of them a negative number needs no closing byte.
_MOST_DIGITS = 20


def item_size(item: Item) -> int:
    """The size of an item in bytes: its attribute names in UTF-8 and its values."""
    size = 0
    for name, value in item.items():
        size += len(name) if name.isascii() else len(name.encode())
        text = value.get("S")
        if text is None:
            size += value_size(value)
        else:
            size += len(text) if text.isascii() else len(text.encode())
    return size


def value_size(value: AttributeValue) -> int:
    """The size of a normalized value in bytes, without its name."""
    ((kind, content),) = value.items()
    if kind == "S":
        return text_size(content)
    if kind == "N":
        return number_size(content)
    if kind == "B":
        return binary_size(content)
    if kind == "M":
        return item_size(content) + _DOCUMENT_OVERHEAD + _ELEMENT_OVERHEAD * len(content)
    if kind == "L":
        return _DOCUMENT_OVERHEAD + sum(value_size(element) + _ELEMENT_OVERHEAD for element in content)
    if kind in ("BOOL", "NULL"):
        return 1
    return _set_size(kind, content)


def text_size(text: str) -> int:
    """The number of bytes of a text in UTF-8."""
    return len(text) if text.isascii() else len(text.encode())


def binary_size(text: str) -> int:
    """The number of bytes that a base64 text stands for."""
    return len(text) // 4 * 3 - text.endswith("=") - text.endswith("==")


def number_size(text: str) -> int:
    """The size of a canonical number: a byte for each two significant digits, one for the exponent, one more
    for a negative number, and at most 21."""
    if text == "0":
        return 1
    negative = text.startswith("-")
    whole, _, fraction = text[negative:].partition(".")
    if not fraction:
        digits = _pairs(whole) - (len(whole) - len(whole.rstrip("0"))) // 2
    elif whole == "0":
        digits = _pairs(fraction) - (len(fraction) - len(fraction.lstrip("0"))) // 2
    else:
        digits = _pairs(whole) + _pairs(fraction)
    return 1 + digits + (negative and digits < _MOST_DIGITS)


def _pairs(digits: str) -> int:
    return (len(digits) + 1) // 2


def _set_size(kind: str, members: Iterable[str]) -> int:
    measure = {"SS": text_size, "NS": number_size, "BS": binary_size}[kind]
    return sum(map(measure, members))
