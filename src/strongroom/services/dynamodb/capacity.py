"""Consumed capacity: what reads and writes cost, and how an answer tells it.

Source: developer guide, "DynamoDB read and write operations"; API reference, ConsumedCapacity.
"""

from __future__ import annotations

from typing import Any

_READ_UNIT = 4096
_WRITE_UNIT = 1024


def read_units(size: int, *, consistent: bool) -> float:
    """The units of reading ``size`` bytes; nothing found costs as much as the smallest item."""
    units = max(1, -(-size // _READ_UNIT))
    return float(units) if consistent else units / 2


def write_units(*sizes: int) -> float:
    """The units of a write, by the larger of the item's sizes before and after it; at least one."""
    return float(max(1, -(-max(sizes, default=0) // _WRITE_UNIT)))


def is_wanted(mode: str | None) -> bool:
    """Whether a request's ReturnConsumedCapacity asks for anything."""
    return mode == "TOTAL" or mode == "INDEXES"


def consumed_capacity(mode: str | None, table: str, units: float) -> dict[str, Any] | None:
    """The wire's ConsumedCapacity of an operation on items, or None when ``mode`` does not ask for it.

    ``table`` is the name or ARN that the request used.
    """
    if mode == "TOTAL":
        return {"TableName": table, "CapacityUnits": units}
    if mode == "INDEXES":
        return {"TableName": table, "CapacityUnits": units, "Table": {"CapacityUnits": units}}
    return None
