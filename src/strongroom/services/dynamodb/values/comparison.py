"""Equality and order of attribute values.

Both sides are normalized values (``validation.normalize``): equal numbers have equal texts, equal binaries
equal base64. Source: developer guide, "Comparison operator and function reference"; strings sort by their UTF-8
bytes.
"""

from __future__ import annotations

from base64 import b64decode
from decimal import Decimal

from strongroom.services.dynamodb.values.types import AttributeValue

_SETS = frozenset(("SS", "NS", "BS"))


def equal(a: AttributeValue, b: AttributeValue) -> bool:
    """Whether two values have the same type and the same value; the order within sets does not count."""
    if a == b:
        return True
    ((kind, left),) = a.items()
    ((other_kind, right),) = b.items()
    if kind != other_kind:
        return False
    if kind in _SETS:
        return len(left) == len(right) and set(left) == set(right)
    if kind == "L":
        return len(left) == len(right) and all(map(equal, left, right))
    if kind == "M":
        return left.keys() == right.keys() and all(equal(value, right[name]) for name, value in left.items())
    return False


def compare(a: AttributeValue, b: AttributeValue) -> int | None:
    """Negative, zero or positive as ``a`` sorts before, with or after ``b``.

    None when the types differ or have no order: only S (by UTF-8 bytes), N and B (by unsigned bytes) have one.
    """
    ((kind, left),) = a.items()
    ((other_kind, right),) = b.items()
    if kind != other_kind:
        return None
    if kind == "S":
        # Code points sort as their UTF-8 bytes do.
        return int(left > right) - int(left < right)
    if kind == "N":
        x, y = Decimal(left), Decimal(right)
        return (x > y) - (x < y)
    if kind == "B":
        first, second = b64decode(left), b64decode(right)
        return (first > second) - (first < second)
    return None
