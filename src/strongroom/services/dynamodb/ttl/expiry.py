"""When an item expires. Pure.

Source: developer guide, "Using time to live (TTL) in DynamoDB": the attribute is a Number of epoch seconds;
items whose time is more than five years ago are left alone.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from strongroom.services.dynamodb.values.types import Item

OLDEST_SECONDS = 5 * 365 * 24 * 3600

_MOST = 2**63


def expiry_of(item: Item, attribute: str) -> int | None:
    """The last second (since the epoch) that the item is to be kept; None when it does not expire."""
    text = item.get(attribute, {}).get("N")
    if text is None:
        return None
    number = Decimal(text)
    if not 0 < number < _MOST:
        return None
    return int(number.to_integral_value(ROUND_CEILING))


def due_range(now: float) -> tuple[int, int]:
    """The expiries of the items that are to be deleted at ``now``: from the first (included) to the second
    (excluded)."""
    return max(0, int(now) - OLDEST_SECONDS), int(now)
