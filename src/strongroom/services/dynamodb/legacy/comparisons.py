"""Comparison operators of the legacy parameters, as conditions of the expression language.

Source: API reference, Condition and "Legacy conditional parameters"; messages as observed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions.ast import (
    And,
    Between,
    Call,
    Comparator,
    Comparison,
    ConditionTree,
    In,
    Literal,
    Not,
    Or,
    Path,
)
from strongroom.services.dynamodb.values.comparison import compare
from strongroom.services.dynamodb.values.types import AttributeValue

_COMPARATORS: dict[str, Comparator] = {"EQ": "=", "NE": "<>", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}
_FUNCTIONS = {"CONTAINS": "contains", "BEGINS_WITH": "begins_with"}
_OPERAND_COUNTS = {"NULL": 0, "NOT_NULL": 0, "BETWEEN": 2}
_SCALARS = ("S", "N", "B")
_OPERAND_TYPES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("LT", "LE", "GT", "GE", "IN", "BETWEEN", "CONTAINS", "NOT_CONTAINS"), _SCALARS),
    "BEGINS_WITH": ("S", "B"),
}


def check_comparison(operator: str, operands: Sequence[AttributeValue]) -> None:
    """Refuse wrong numbers or types of normalized operands; raises ServiceError (ValidationException)."""
    check_operand_count(operator, len(operands))
    kinds = [kind for operand in operands for kind in operand]
    if len(set(kinds)) > 1:
        raise errors.invalid_parameter("AttributeValues inside AttributeValueList must be of same type")
    allowed = _OPERAND_TYPES.get(operator)
    if kinds and allowed is not None and kinds[0] not in allowed:
        raise errors.invalid_parameter(
            f"ComparisonOperator {operator} is not valid for {kinds[0]} AttributeValue type"
        )
    if operator == "BETWEEN" and (compare(operands[0], operands[1]) or 0) > 0:
        raise errors.validation(
            "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"
        )


def check_operand_count(operator: str, count: int) -> None:
    """Refuse a number of operands that the operator does not take."""
    fits = count > 0 if operator == "IN" else count == _OPERAND_COUNTS.get(operator, 1)
    if not fits:
        raise errors.invalid_parameter(f"Invalid number of argument(s) for the {operator} ComparisonOperator")


def comparison_tree(attribute: str, operator: str, operands: Sequence[AttributeValue]) -> ConditionTree:
    """The bound condition that compares an attribute with checked operands."""
    path, values = Path((attribute,)), tuple(Literal(operand) for operand in operands)
    if operator in _COMPARATORS:
        return Comparison(_COMPARATORS[operator], path, values[0])
    if operator in _FUNCTIONS:
        return Call(_FUNCTIONS[operator], (path, values[0]))
    if operator == "NOT_CONTAINS":
        # Unlike NE, it is not fulfilled by an attribute that is not there.
        return And((Call("attribute_exists", (path,)), Not(Call("contains", (path, values[0])))))
    if operator == "BETWEEN":
        return Between(path, values[0], values[1])
    if operator == "IN":
        return In(path, values)
    return Call("attribute_exists" if operator == "NOT_NULL" else "attribute_not_exists", (path,))


def combined(trees: Sequence[ConditionTree], conditional_operator: str | None) -> ConditionTree:
    """One condition of one or more, joined by the request's ConditionalOperator (AND unless it says OR)."""
    if len(trees) == 1:
        return trees[0]
    return Or(tuple(trees)) if conditional_operator == "OR" else And(tuple(trees))


def check_conditional_operator(request: Any, parameter: str) -> None:
    """Refuse a ConditionalOperator that joins nothing."""
    if "ConditionalOperator" not in request:
        return
    conditions = cast("dict[str, Any]", request.get(parameter) or {})
    if not conditions:
        raise errors.validation("ConditionalOperator cannot be used without Filter or Expected")
    if len(conditions) < 2:
        raise errors.validation(
            "ConditionalOperator can only be used when Filter or Expected has two or more elements"
        )
