"""QueryFilter and ScanFilter: filters before there were filter expressions.

Source: API reference, "Legacy conditional parameters"; messages as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.services.dynamodb.expressions.ast import ConditionTree
from strongroom.services.dynamodb.legacy.comparisons import (
    check_comparison,
    check_conditional_operator,
    combined,
    comparison_tree,
)
from strongroom.services.dynamodb.values.types import AttributeValue
from strongroom.services.dynamodb.values.validation import normalize


def filter_tree(request: Mapping[str, Any], parameter: str) -> ConditionTree | None:
    """The bound condition of a request's ``parameter`` and ConditionalOperator, or None when there is none.

    Raises ServiceError (ValidationException).
    """
    conditions = request.get(parameter) or {}
    if parameter == "ScanFilter":
        # The older layer, which checks Scan, reads the values first.
        for condition in conditions.values():
            _operands(condition)
    check_conditional_operator(request, parameter)
    checked = checked_conditions(conditions)
    if not conditions:
        return None
    trees = [comparison_tree(name, operator, operands) for name, (operator, operands) in checked.items()]
    return combined(trees, request.get("ConditionalOperator"))


def checked_conditions(
    conditions: Mapping[str, Mapping[str, Any]],
) -> dict[str, tuple[str, list[AttributeValue]]]:
    """Operator and normalized operands for each attribute; raises ServiceError (ValidationException)."""
    checked = {}
    for name, condition in conditions.items():
        operands = _operands(condition)
        check_comparison(condition["ComparisonOperator"], operands)
        checked[name] = (condition["ComparisonOperator"], operands)
    return checked


def _operands(condition: Mapping[str, Any]) -> list[AttributeValue]:
    return [normalize(operand) for operand in condition.get("AttributeValueList", ())]
