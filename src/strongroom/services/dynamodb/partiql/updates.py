"""SET and REMOVE as an update of the expression language."""

from __future__ import annotations

from collections.abc import Sequence

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions import Update, ast
from strongroom.services.dynamodb.expressions.placeholders import Placeholders
from strongroom.services.dynamodb.expressions.problems import InvalidExpression
from strongroom.services.dynamodb.expressions.rules import UPDATE_FUNCTIONS
from strongroom.services.dynamodb.expressions.update_binding import bind_update
from strongroom.services.dynamodb.partiql.ast import (
    AllAttributes,
    Call,
    Expression,
    IsType,
    Operation,
    Reference,
    Remove,
    Set,
)
from strongroom.services.dynamodb.partiql.paths import path_of
from strongroom.services.dynamodb.partiql.values import literal
from strongroom.services.dynamodb.values.types import AttributeValue

_SET_FUNCTIONS = frozenset(("set_add", "set_delete"))
_KEYWORDS: dict[type[ast.Action], str] = {
    ast.Set: "SET",
    ast.Remove: "REMOVE",
    ast.Add: "ADD",
    ast.Delete: "DELETE",
}


def update_of(changes: Sequence[Set | Remove], parameters: Sequence[AttributeValue]) -> Update:
    """The bound update. Raises ServiceError (ValidationException)."""
    actions = [_action(change, parameters) for change in changes]
    clauses = tuple(
        ast.Clause(_KEYWORDS[type(action)], (action,))  # type: ignore[arg-type]
        for action in actions
    )
    try:
        return Update(bind_update(ast.UpdateTree(clauses), Placeholders()))
    except InvalidExpression as problem:
        raise errors.validation(str(problem)) from None


def _action(change: Set | Remove, parameters: Sequence[AttributeValue]) -> ast.Action:
    path = path_of(change.target)
    if isinstance(change, Remove):
        return ast.Remove(path)
    value = change.value
    if isinstance(value, Call) and value.function in _SET_FUNCTIONS:
        members = _set_of(value, change.target, parameters)
        return ast.Add(path, members) if value.function == "set_add" else ast.Delete(path, members)
    if isinstance(value, Operation) and value.operator in ("+", "-") and len(value.operands) == 2:
        left, right = (_operand(operand, parameters) for operand in value.operands)
        return ast.Set(path, ast.Arithmetic(value.operator, left, right))
    return ast.Set(path, _operand(value, parameters))


def _set_of(call: Call, target: Reference, parameters: Sequence[AttributeValue]) -> ast.Literal:
    name = call.function.upper()
    if len(call.arguments) != 2:
        raise errors.validation(f"{name} must have exactly two arguments at {call.at}")
    first, second = call.arguments
    if first != target or not isinstance(first, Reference):
        raise errors.validation(f"The first argument to {name} must equal the assignment value at {call.at}")
    value = None if isinstance(second, AllAttributes) else literal(second, parameters)
    if value is None or not value.keys() <= {"SS", "NS", "BS"}:
        raise errors.validation(f"The second argument to {name} must be a value with type SET at {first.at}")
    return ast.Literal(value)


def _operand(expression: Expression | AllAttributes, parameters: Sequence[AttributeValue]) -> ast.Operand:
    if isinstance(expression, Reference):
        return path_of(expression)
    if isinstance(expression, Call):
        if expression.function not in UPDATE_FUNCTIONS:
            raise errors.validation(f"Unrecognized function: {expression.function} at {expression.at}")
        return ast.Call(
            expression.function, tuple(_operand(argument, parameters) for argument in expression.arguments)
        )
    if isinstance(expression, IsType):
        raise errors.validation("IS operator is not supported in update expressions")
    value = None if isinstance(expression, AllAttributes) else literal(expression, parameters)
    if value is not None:
        return ast.Literal(value)
    operator = expression.operator if isinstance(expression, Operation) else "*"
    raise errors.validation(f"Unsupported operator in Update Expression. Operator: {operator}")
