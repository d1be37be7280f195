"""KeyConditions: the condition of a Query before there were key condition expressions.

Source: API reference, Query, KeyConditions; messages as observed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions import KeyCondition, SortCondition
from strongroom.services.dynamodb.expressions.key_conditions import SortOperator
from strongroom.services.dynamodb.legacy.filters import checked_conditions
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema
from strongroom.services.dynamodb.values.types import AttributeValue

_OPERATORS: dict[str, SortOperator] = {
    "EQ": "=",
    "LT": "<",
    "LE": "<=",
    "GT": ">",
    "GE": ">=",
    "BETWEEN": "BETWEEN",
    "BEGINS_WITH": "begins_with",
}


class KeyConditions:
    """Conditions on ``most`` attributes, which nobody has yet compared with a key schema.

    Raises ServiceError (ValidationException).
    """

    def __init__(self, conditions: Mapping[str, Mapping[str, Any]], most: int = 2) -> None:
        self._conditions = checked_conditions(conditions)
        _require_few(self._conditions, most)

    @property
    def conditions(self) -> Mapping[str, SortCondition]:
        """What is demanded of each attribute. Raises ServiceError (ValidationException)."""
        return {name: _indexable(*condition) for name, condition in self._conditions.items()}

    def against(self, schema: KeySchema) -> KeyCondition:
        """The key condition for a table with this key schema. Raises ServiceError (ValidationException)."""
        _require_few(self._conditions)
        if schema.sort is None and len(self._conditions) > 1:
            raise errors.validation("Query key condition not supported")
        partition = self._condition(schema.partition, needed=True)
        if partition is None or partition.operator != "=":
            raise errors.validation("Query key condition not supported")
        sort = None if schema.sort is None else self._condition(schema.sort, needed=len(self._conditions) > 1)
        return KeyCondition(partition.operands[0], sort)

    def _condition(self, attribute: KeyAttribute, *, needed: bool) -> SortCondition | None:
        found = self._conditions.get(attribute.name)
        if found is None:
            if needed:
                raise errors.validation(f"Query condition missed key schema element: {attribute.name}")
            return None
        condition = _indexable(*found)
        _check_types(attribute, condition.operands)
        return condition


def _require_few(conditions: Sized, most: int = 2) -> None:
    if len(conditions) not in range(1, most + 1):
        raise errors.validation("Conditions can be of length 1 or 2 only")


def _indexable(operator: str, operands: Sequence[AttributeValue]) -> SortCondition:
    if operator not in _OPERATORS:
        raise errors.validation("Attempted conditional constraint is not an indexable operation")
    return SortCondition(_OPERATORS[operator], tuple(operands))


def _check_types(attribute: KeyAttribute, operands: Sequence[AttributeValue]) -> None:
    for operand in operands:
        if attribute.type not in operand:
            raise errors.invalid_parameter("Condition parameter type does not match schema type")
