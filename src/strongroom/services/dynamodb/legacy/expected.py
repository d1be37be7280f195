"""Expected: the condition of a write before there were condition expressions.

Source: API reference, ExpectedAttributeValue; messages and their order as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions.ast import ConditionTree
from strongroom.services.dynamodb.legacy.comparisons import (
    check_comparison,
    check_conditional_operator,
    check_operand_count,
    combined,
    comparison_tree,
)
from strongroom.services.dynamodb.values.validation import normalize


def expected_tree(request: Mapping[str, Any]) -> ConditionTree | None:
    """The bound condition of a request's Expected and ConditionalOperator, or None when there is none.

    Raises ServiceError (ValidationException).
    """
    check_conditional_operator(request, "Expected")
    expected = request.get("Expected")
    if not expected:
        return None
    trees = [_condition(attribute, wanted) for attribute, wanted in expected.items()]
    return combined(trees, request.get("ConditionalOperator"))


def _condition(attribute: str, wanted: Mapping[str, Any]) -> ConditionTree:
    if "Value" in wanted and "AttributeValueList" in wanted:
        raise errors.invalid_parameter(
            f"Value and AttributeValueList cannot be used together for Attribute: {attribute}"
        )
    if "ComparisonOperator" in wanted:
        return _comparison(attribute, wanted)
    if "AttributeValueList" in wanted:
        raise errors.invalid_parameter(
            f"AttributeValueList can only be used with a ComparisonOperator for Attribute: {attribute}"
        )
    return _existence(attribute, wanted)


def _comparison(attribute: str, wanted: Mapping[str, Any]) -> ConditionTree:
    operator = wanted["ComparisonOperator"]
    if "Exists" in wanted:
        raise errors.invalid_parameter(
            f"Exists and ComparisonOperator cannot be used together for Attribute: {attribute}"
        )
    has_operands = "Value" in wanted or "AttributeValueList" in wanted
    if not has_operands and operator not in ("NULL", "NOT_NULL"):
        raise errors.invalid_parameter(
            f"Value or AttributeValueList must be used with ComparisonOperator: {operator} "
            f"for Attribute: {attribute}"
        )
    written = [wanted["Value"]] if "Value" in wanted else wanted.get("AttributeValueList", [])
    check_operand_count(operator, len(written))
    operands = [normalize(operand) for operand in written]
    check_comparison(operator, operands)
    return comparison_tree(attribute, operator, operands)


def _existence(attribute: str, wanted: Mapping[str, Any]) -> ConditionTree:
    exists = wanted.get("Exists")
    if exists is False:
        if "Value" in wanted:
            raise errors.invalid_parameter(
                f"Value cannot be used when Exists is false for Attribute: {attribute}"
            )
        return comparison_tree(attribute, "NULL", ())
    if "Value" not in wanted:
        told = "null" if exists is None else "true"
        raise errors.invalid_parameter(
            f"Value must be provided when Exists is {told} for Attribute: {attribute}"
        )
    return comparison_tree(attribute, "EQ", (normalize(wanted["Value"]),))
