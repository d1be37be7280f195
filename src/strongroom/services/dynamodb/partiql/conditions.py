"""WHERE clauses as conditions of the expression language.

Everything that PartiQL says of items can be said in that language, whose own checks then apply: a comparison of
a condition with a boolean becomes a condition, ``IS`` becomes a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions import ast
from strongroom.services.dynamodb.expressions.binding import bind_condition
from strongroom.services.dynamodb.expressions.placeholders import Placeholders
from strongroom.services.dynamodb.expressions.problems import (
    InvalidExpression,
    wrong_operand_count,
    wrong_operand_type,
)
from strongroom.services.dynamodb.expressions.rules import CONDITION_FUNCTIONS
from strongroom.services.dynamodb.partiql.ast import (
    AllAttributes,
    Call,
    Constant,
    Elements,
    Expression,
    IsType,
    Operation,
    Reference,
)
from strongroom.services.dynamodb.partiql.paths import path_of
from strongroom.services.dynamodb.partiql.values import literal
from strongroom.services.dynamodb.values.types import AttributeValue

_COMPARATORS = frozenset(("=", "<>", "<", "<=", ">", ">="))
_CONDITIONS = _COMPARATORS | {"and", "or", "not", "between", "in"}
#: The types that IS may name. Source: developer guide, "PartiQL operators", IS; the message that lists them.
_TYPES = {
    "NULL": "NULL",
    "BOOL": "BOOL",
    "BOOLEAN": "BOOL",
    "BLOB": "B",
    "STRING": "S",
    "NUMERIC": "N",
    "STRUCT": "M",
    "TUPLE": "M",
    "LIST": "L",
}
_ATTRIBUTE_TYPES = ("N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL")
_TRUE = ast.Literal({"BOOL": True})


def condition_of(where: Expression, parameters: Sequence[AttributeValue]) -> ast.ConditionTree:
    """The bound condition of a WHERE clause. Raises ServiceError (ValidationException)."""
    try:
        tree = _Conditions(parameters).condition(
            where, "WHERE clause must contain an expression that resolves to a boolean"
        )
        return bind_condition(tree, Placeholders())
    except InvalidExpression as problem:
        raise errors.validation(str(problem)) from None


class _Conditions:
    """Translates the conditions of one statement."""

    def __init__(self, parameters: Sequence[AttributeValue]) -> None:
        self._parameters = parameters

    def condition(self, expression: Expression, otherwise: str) -> ast.ConditionTree:
        """The condition that an expression is; ``otherwise`` is told when it is none."""
        if isinstance(expression, IsType):
            return self._is_type(expression)
        if isinstance(expression, Call) and expression.function in CONDITION_FUNCTIONS:
            return _condition_call(expression.function, self._arguments(expression))
        if isinstance(expression, Call) and expression.function != "size":
            raise errors.validation(f"Unrecognized function: {expression.function} at {expression.at}")
        if not isinstance(expression, Operation):
            raise errors.validation(otherwise)
        translate = _TRANSLATIONS.get(expression.operator)
        if translate is None:
            raise _unsupported_operator(expression)
        return translate(self, expression)

    def conjunction(self, operation: Operation) -> ast.ConditionTree:
        return ast.And(self._joined(operation))

    def disjunction(self, operation: Operation) -> ast.ConditionTree:
        return ast.Or(self._joined(operation))

    def _joined(self, operation: Operation) -> tuple[ast.ConditionTree, ...]:
        return tuple(
            self.condition(operand, "The arguments to AND/OR must be Expressions")
            for operand in operation.operands
        )

    def negation(self, operation: Operation) -> ast.ConditionTree:
        (operand,) = operation.operands
        return ast.Not(self.condition(operand, "The argument to NOT must be a Type or Expression"))

    def comparison(self, operation: Operation) -> ast.ConditionTree:
        left, right = operation.operands
        if _is_condition(left) or _is_condition(right):
            if operation.operator not in ("=", "<>"):
                raise wrong_operand_type(operation.operator, "BOOL")
            same = self._same_truth(left, right)
            return same if operation.operator == "=" else ast.Not(same)
        return ast.Comparison(
            operation.operator,  # type: ignore[arg-type]
            self._operand(left),
            self._operand(right),
        )

    def between(self, operation: Operation) -> ast.ConditionTree:
        return ast.Between(*map(self._operand, operation.operands))

    def membership(self, operation: Operation) -> ast.ConditionTree:
        operand, choices = operation.operands
        if not isinstance(choices, Elements) or not choices.elements:
            raise errors.validation(
                "IN operator must have a left hand argument of type Variable Reference "
                "and right hand argument of type Seq with at least one member"
            )
        if _is_condition(operand):
            return _any_of([self._same_truth(operand, choice) for choice in choices.elements])
        return ast.In(self._operand(operand), tuple(map(self._operand, choices.elements)))

    def _same_truth(self, left: Expression, right: Expression) -> ast.ConditionTree:
        """That two expressions, at least one of them a condition, are both true or both false."""
        if not _is_condition(left):
            left, right = right, left
        holds = self.condition(left, "")
        if _is_condition(right):
            also = self.condition(right, "")
            return ast.Or((ast.And((holds, also)), ast.And((ast.Not(holds), ast.Not(also)))))
        if isinstance(right, Constant) and right.word in ("true", "false"):
            return holds if right.word == "true" else ast.Not(holds)
        value = self._operand(right)
        return ast.Or(
            (
                ast.And((holds, ast.Comparison("=", value, _TRUE))),
                ast.And((ast.Not(holds), ast.Comparison("=", value, ast.Literal({"BOOL": False})))),
            )
        )

    def _is_type(self, expression: IsType) -> ast.ConditionTree:
        if not isinstance(expression.operand, Reference):
            raise errors.validation(
                "The left hand side argument to IS must be a Variable Reference, Literal, or Path"
            )
        path = path_of(expression.operand)
        if expression.type == "MISSING":
            return ast.Call("attribute_not_exists", (path,))
        kind = _TYPES.get(expression.type)
        if kind is None:
            raise errors.validation(
                f"Unsupported data type for IS operator: {expression.type}. Supported data types are "
                "[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]"
            )
        return ast.Call("attribute_type", (path, ast.Literal({"S": kind})))

    def _arguments(self, call: Call) -> tuple[ast.Operand, ...]:
        return tuple(
            self._operand(argument) for argument in call.arguments if not isinstance(argument, AllAttributes)
        )

    def _operand(self, expression: Expression) -> ast.Operand:
        if isinstance(expression, Reference):
            return path_of(expression)
        value = literal(expression, self._parameters)
        if value is not None:
            return ast.Literal(value)
        if isinstance(expression, Call):
            if expression.function == "size":
                return ast.Call("size", self._arguments(expression))
            raise errors.validation(f"Unrecognized function: {expression.function} at {expression.at}")
        if isinstance(expression, Operation):
            raise _unsupported_operator(expression)
        raise errors.validation(f"Unsupported token in expression: {type(expression).__name__}")


_TRANSLATIONS: Mapping[str, Callable[[_Conditions, Operation], ast.ConditionTree]] = MappingProxyType(
    {
        "and": _Conditions.conjunction,
        "or": _Conditions.disjunction,
        "not": _Conditions.negation,
        "between": _Conditions.between,
        "in": _Conditions.membership,
        **dict.fromkeys(_COMPARATORS, _Conditions.comparison),
    }
)


def _condition_call(function: str, operands: tuple[ast.Operand, ...]) -> ast.Call:
    """The call of a function. Of ``attribute_type`` the service lists the types in an order of its own here."""
    if function == "attribute_type" and len(operands) > 1 and isinstance(operands[1], ast.Literal):
        name = operands[1].value.get("S")
        if name is not None and name not in _ATTRIBUTE_TYPES:
            raise errors.validation(
                f"Invalid attribute type name found; type: {name}, "
                f"valid types: {{{','.join(_ATTRIBUTE_TYPES)}}}"
            )
    return ast.Call(function, operands)


def _is_condition(expression: Expression) -> bool:
    if isinstance(expression, Operation):
        return expression.operator in _CONDITIONS
    if isinstance(expression, Call):
        return expression.function in CONDITION_FUNCTIONS
    return isinstance(expression, IsType)


def _any_of(conditions: Sequence[ast.ConditionTree]) -> ast.ConditionTree:
    return conditions[0] if len(conditions) == 1 else ast.Or(tuple(conditions))


def _unsupported_operator(operation: Operation) -> Exception:
    if len(operation.operands) == 1:
        return wrong_operand_count(operation.operator, 1)
    return errors.validation(f"Unsupported operator in Condition Expression. Operator: {operation.operator}")
