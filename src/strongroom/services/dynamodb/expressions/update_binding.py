"""Binding of updates. See ``binding`` for what it means and for conditions.

The order of the checks: the names in the paths that are written; whether those paths meet; then, from the last
action to the first, all other names; then, from the last action to the first, values, operands and their types.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from strongroom.services.dynamodb.expressions.ast import (
    Action,
    Add,
    Arithmetic,
    Call,
    Clause,
    Delete,
    Operand,
    Path,
    Remove,
    Set,
    UpdateTree,
)
from strongroom.services.dynamodb.expressions.binding import (
    bind_path,
    bind_value,
    refuse_same_path,
    refuse_types,
    static_type,
)
from strongroom.services.dynamodb.expressions.overlaps import refuse_overlaps
from strongroom.services.dynamodb.expressions.placeholders import Placeholders
from strongroom.services.dynamodb.expressions.problems import (
    InvalidExpression,
    path_required,
    wrong_operand_count,
)
from strongroom.services.dynamodb.expressions.rules import OPERAND_COUNTS

_SETS = frozenset(("SS", "NS", "BS"))
_ADDED = _SETS | {"N"}
_NUMBER = frozenset(("N",))
_LIST = frozenset(("L",))

_TYPE_NAMES = {
    "S": "STRING",
    "N": "NUMBER",
    "B": "BINARY",
    "BOOL": "BOOL",
    "NULL": "NULL",
    "L": "LIST",
    "M": "MAP",
}


def bind_update(tree: UpdateTree, placeholders: Placeholders) -> UpdateTree:
    """The bound update. Raises InvalidExpression."""
    actions = [action for clause in tree.clauses for action in clause.actions]
    paths = [bind_path(action.path, placeholders) for action in actions]
    refuse_overlaps(paths)
    values = [getattr(action, "value", None) for action in actions]
    named = [_with_names(value, placeholders) for value in reversed(values)]
    checks = [_BIND[type(action)] for action in reversed(actions)]
    bound = [
        bind(path, value, placeholders)
        for bind, path, value in zip(checks, reversed(paths), named, strict=True)
    ]
    clauses = [Clause(clause.keyword, tuple([bound.pop() for _ in clause.actions])) for clause in tree.clauses]
    return UpdateTree(tuple(clauses))


def _with_names(value: Any, placeholders: Placeholders) -> Any:
    if isinstance(value, Path):
        return bind_path(value, placeholders)
    if isinstance(value, Call):
        return Call(value.function, tuple([_with_names(each, placeholders) for each in value.operands]))
    if isinstance(value, Arithmetic):
        left, right = (_with_names(each, placeholders) for each in (value.left, value.right))
        return Arithmetic(value.operator, left, right)
    return value


def _with_values(value: Operand, placeholders: Placeholders) -> Operand:
    if isinstance(value, Path):
        return value
    if isinstance(value, Call):
        return Call(value.function, tuple([_with_values(each, placeholders) for each in value.operands]))
    return bind_value(value, placeholders)


def _set(path: Path, value: Operand | Arithmetic, placeholders: Placeholders) -> Set:
    if isinstance(value, Arithmetic):
        left, right = (_with_values(each, placeholders) for each in (value.left, value.right))
        for operand in (left, right):
            _check_operand(operand)
        refuse_types(value.operator, (left, right), _NUMBER)
        return Set(path, Arithmetic(value.operator, left, right))
    bound = _with_values(value, placeholders)
    _check_operand(bound)
    return Set(path, bound)


def _check_operand(operand: Operand) -> None:
    if not isinstance(operand, Call):
        return
    function, operands = operand.function, operand.operands
    if len(operands) != OPERAND_COUNTS[function]:
        raise wrong_operand_count(function, len(operands))
    for each in operands:
        _check_operand(each)
    if function == "list_append":
        refuse_types(function, operands, _LIST)
        return
    first, *rest = operands
    if not isinstance(first, Path):
        raise path_required(function)
    refuse_same_path(function, first, rest)


def _remove(path: Path, value: None, placeholders: Placeholders) -> Remove:  # noqa: ARG001
    return Remove(path)


def _add(path: Path, value: Any, placeholders: Placeholders) -> Add:
    bound = bind_value(value, placeholders)
    _check_operand_of_action("ADD", bound, _ADDED)
    return Add(path, bound)


def _delete(path: Path, value: Any, placeholders: Placeholders) -> Delete:
    bound = bind_value(value, placeholders)
    _check_operand_of_action("DELETE", bound, _SETS)
    return Delete(path, bound)


def _check_operand_of_action(keyword: str, operand: Operand, allowed: frozenset[str]) -> None:
    kind = static_type(operand)
    if kind is not None and kind not in allowed:
        # The type set is named so for DELETE, too.
        raise InvalidExpression(
            "Incorrect operand type for operator or function; "
            f"operator: {keyword}, operand type: {_TYPE_NAMES.get(kind, kind)}, "
            "typeSet: ALLOWED_FOR_ADD_OPERAND"
        )


_BIND: dict[type[Action], Callable[[Path, Any, Placeholders], Action]] = {
    Set: _set,
    Remove: _remove,
    Add: _add,
    Delete: _delete,
}
