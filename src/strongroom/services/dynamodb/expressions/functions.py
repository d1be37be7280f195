"""The functions of conditions, on values.

Source: developer guide, "Condition and filter expressions, operators, and functions".
"""

from __future__ import annotations

from base64 import b64decode

from strongroom.services.dynamodb.values.comparison import equal
from strongroom.services.dynamodb.values.sizes import binary_size
from strongroom.services.dynamodb.values.types import AttributeValue

#: The types that have a size.
SIZED_TYPES = frozenset(("S", "B", "SS", "NS", "BS", "L", "M"))

#: The types that begin with something.
PREFIXED_TYPES = frozenset(("S", "B"))

_MEMBER_TYPES = {"SS": "S", "NS": "N", "BS": "B"}


def size_of(value: AttributeValue) -> AttributeValue | None:
    """``size``: UTF-16 code units of a string, bytes of a binary, elements of a set, list or map; else None."""
    ((kind, content),) = value.items()
    if kind not in SIZED_TYPES:
        return None
    if kind == "S":
        count = len(content) if content.isascii() else len(content.encode("utf-16-le", "surrogatepass")) // 2
    elif kind == "B":
        count = binary_size(content)
    else:
        count = len(content)
    return {"N": str(count)}


def begins_with(value: AttributeValue, prefix: AttributeValue) -> bool:
    """Whether a string or a binary starts with another of its type."""
    ((kind, content),) = value.items()
    start = prefix.get(kind)
    if start is None:
        return False
    if kind == "S":
        return bool(content.startswith(start))
    return kind == "B" and b64decode(content).startswith(b64decode(start))


def contains(value: AttributeValue, operand: AttributeValue) -> bool:
    """Whether a string or a binary has ``operand`` in it, or a set or a list has it as an element."""
    ((kind, content),) = value.items()
    ((operand_kind, operand_content),) = operand.items()
    if kind in _MEMBER_TYPES:
        return operand_kind == _MEMBER_TYPES[kind] and operand_content in content
    if kind == "L":
        return any(equal(element, operand) for element in content)
    if kind != operand_kind:
        return False
    if kind == "S":
        return operand_content in content
    return kind == "B" and b64decode(operand_content) in b64decode(content)
