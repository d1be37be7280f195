"""Key conditions: which entries of a table or an index a query reads."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions.ast import (
    And,
    Between,
    Call,
    Comparison,
    ConditionTree,
    In,
    Literal,
    Not,
    Operand,
    Or,
    Path,
)
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema
from strongroom.services.dynamodb.values.types import AttributeValue

SortOperator: TypeAlias = OneOf["=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"]

_TURNED: dict[str, SortOperator] = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EMPTY: dict[str, str] = {"S": "string", "B": "binary"}


@dataclass(frozen=True, slots=True)
class SortCondition:
    """What the sort key must be: two operands for BETWEEN, one otherwise."""

    operator: SortOperator
    operands: tuple[AttributeValue, ...]


@dataclass(frozen=True, slots=True)
class KeyCondition:
    """The value of the partition key and, if it matters, what the sort key must be."""

    partition: AttributeValue
    sort: SortCondition | None = None


class KeyExpression:
    """Conditions on attributes, which nobody has yet compared with a key schema; ``conditions`` by attribute.

    Raises ServiceError (ValidationException) when the bound ``tree`` is not conditions joined by AND, each of
    which compares one attribute with values, no two the same attribute.
    """

    def __init__(self, tree: ConditionTree) -> None:
        self.conditions: dict[str, SortCondition] = {}
        self._collect(tree)

    def against(self, schema: KeySchema) -> KeyCondition:
        """The key condition for a table or an index with this key schema.

        Raises ServiceError (ValidationException) when the conditions are more than its key attributes or not on
        them, the one on the partition key is not an equality, or a value has another type than its attribute or
        is empty.
        """
        require_few_conditions(self.conditions, 1 if schema.sort is None else 2)
        partition = self.conditions.get(schema.partition.name)
        if partition is None:
            raise _missed(schema.partition)
        require_equality(schema.partition, partition)
        sort = None
        if schema.sort is not None and len(self.conditions) > 1:
            sort = self.conditions.get(schema.sort.name)
            if sort is None:
                raise _missed(schema.sort)
        check_key_values(schema.partition, partition)
        if schema.sort is not None and sort is not None:
            check_key_values(schema.sort, sort)
        return KeyCondition(partition.operands[0], sort)

    def _collect(self, tree: ConditionTree) -> None:
        if isinstance(tree, And):
            for part in tree.conditions:
                self._collect(part)
            return
        name, condition = _condition(tree)
        if name in self.conditions:
            raise errors.validation(
                "Invalid KeyConditionExpression: "
                "KeyConditionExpressions must only contain one condition per key"
            )
        self.conditions[name] = condition


def _condition(tree: Comparison | Between | In | Not | Or | Call) -> tuple[str, SortCondition]:
    """The attribute and what is demanded of it."""
    if isinstance(tree, Comparison) and tree.operator != "<>":
        name, at, values = _attribute_and_values((tree.left, tree.right))
        return name, SortCondition(_TURNED[tree.operator] if at else tree.operator, values)
    if isinstance(tree, Between):
        return _function_like("BETWEEN", (tree.operand, tree.lower, tree.upper))
    if isinstance(tree, Call) and tree.function == "begins_with":
        return _function_like("begins_with", tree.operands)
    raise errors.validation(f"Invalid operator used in KeyConditionExpression: {_operator(tree)}")


def _operator(tree: Comparison | Between | In | Not | Or | Call) -> str:
    if isinstance(tree, Comparison):
        return tree.operator
    if isinstance(tree, Call):
        return tree.function
    return type(tree).__name__.upper()


def _function_like(
    operator: OneOf["BETWEEN", "begins_with"], operands: tuple[Operand, ...]
) -> tuple[str, SortCondition]:
    if isinstance(operands[0], Literal):
        raise _invalid(f"{operator} operator must have the key attribute as its first operand")
    name, _, values = _attribute_and_values(operands)
    return name, SortCondition(operator, values)


def _attribute_and_values(operands: tuple[Operand, ...]) -> tuple[str, int, tuple[AttributeValue, ...]]:
    """The name of the only attribute, its position among the operands, and the values."""
    name: str | None = None
    at = 0
    values = []
    for position, operand in enumerate(operands):
        if isinstance(operand, Path):
            if name is not None:
                raise _invalid("Multiple attribute names used in one condition")
            if len(operand.elements) > 1:
                raise errors.validation("KeyConditionExpressions cannot have conditions on nested attributes")
            name, at = str(operand.elements[0]), position
        elif isinstance(operand, Literal):
            values.append(operand.value)
        else:
            raise errors.validation("KeyConditionExpressions cannot contain nested operations")
    if name is None:
        raise _invalid("No key attribute specified")
    return name, at, tuple(values)


def require_few_conditions(conditions: Sized, attributes: int) -> None:
    """Refuse more conditions than a key has attributes; raises ServiceError (ValidationException)."""
    if len(conditions) > attributes:
        raise errors.validation(
            f"The number of query conditions ({len(conditions)}) exceeds the number of key attributes "
            f"defined in the schema ({attributes})"
        )


def require_equality(attribute: KeyAttribute, condition: SortCondition) -> None:
    """Refuse another condition on a partition key; raises ServiceError (ValidationException)."""
    if condition.operator != "=":
        check_key_values(attribute, condition)
        raise errors.validation("Query key condition not supported")


def check_key_values(attribute: KeyAttribute, condition: SortCondition) -> None:
    """Refuse values that a key attribute cannot have; raises ServiceError (ValidationException)."""
    for value in condition.operands:
        content = value.get(attribute.type)
        if content is None:
            raise errors.invalid_parameter("Condition parameter type does not match schema type")
        if not content:
            raise errors.validation(
                "One or more parameter values are not valid. The AttributeValue for a key attribute "
                f"cannot contain an empty {_EMPTY[attribute.type]} value. Key: {attribute.name}"
            )


def _missed(attribute: KeyAttribute) -> ServiceError:
    return errors.validation(f"Query condition missed key schema element: {attribute.name}")


def _invalid(detail: str) -> ServiceError:
    return errors.validation(f"Invalid condition in KeyConditionExpression: {detail}")
