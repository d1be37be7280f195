"""The shapes of attribute values, in their wire encoding."""

from __future__ import annotations

from typing import Any, TypeAlias

#: One attribute value as the wire writes it: ``{"S": "text"}``, ``{"N": "1.5"}``, ``{"L": [...]}``. Exactly one
#: member. Binary values are base64 text; numbers are in canonical form once they have been normalized.
AttributeValue: TypeAlias = dict[str, Any]

#: Attribute names to values.
Item: TypeAlias = dict[str, AttributeValue]
