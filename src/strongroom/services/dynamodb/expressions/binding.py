"""Binding: from a tree with placeholders to a tree with names and values, and what can be wrong with those.

One condition after the other, the service resolves the placeholders and then checks the operands; an update's
actions it takes from the last to the first. The first thing that is wrong is told. Source: public test suites
that ran against the service, and against DynamoDB Local for the order within updates.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import Any

from strongroom.services.dynamodb.expressions.ast import (
    And,
    Between,
    Call,
    Comparison,
    ConditionTree,
    In,
    Literal,
    NamePlaceholder,
    Not,
    Operand,
    Or,
    Path,
    ProjectionTree,
    ValuePlaceholder,
)
from strongroom.services.dynamodb.expressions.functions import PREFIXED_TYPES, SIZED_TYPES
from strongroom.services.dynamodb.expressions.overlaps import refuse_overlaps
from strongroom.services.dynamodb.expressions.placeholders import Placeholders
from strongroom.services.dynamodb.expressions.problems import (
    InvalidExpression,
    path_required,
    path_text,
    wrong_operand_count,
    wrong_operand_type,
)
from strongroom.services.dynamodb.expressions.rules import OPERAND_COUNTS
from strongroom.services.dynamodb.values.comparison import compare
from strongroom.services.dynamodb.values.types import AttributeValue

#: Elements of a document path. Source: developer guide, "Quotas and limits", nesting levels.
MAX_PATH_LENGTH = 32

#: Operands of IN. Source: developer guide, "Quotas and limits", expression parameters.
MAX_CHOICES = 100

_ORDERED_TYPES = frozenset(("S", "N", "B"))
_PATH_FUNCTIONS = frozenset(("attribute_exists", "attribute_not_exists"))
_ATTRIBUTE_TYPES = ("B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M")
_ANY_TYPE = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"


def bind_condition(tree: ConditionTree, placeholders: Placeholders) -> ConditionTree:
    """The bound condition. Raises InvalidExpression."""
    bound: ConditionTree = _BIND[type(tree)](tree, placeholders)
    return bound


def bind_projection(tree: ProjectionTree, placeholders: Placeholders) -> ProjectionTree:
    """The bound projection. Raises InvalidExpression."""
    paths = tuple(bind_path(path, placeholders) for path in tree.paths)
    refuse_overlaps(paths)
    return ProjectionTree(paths)


def bind_path(path: Path, placeholders: Placeholders) -> Path:
    """The path with every name in place. Raises InvalidExpression: a name is not defined, too many elements."""
    elements = path.elements
    for element in elements:
        if type(element) is NamePlaceholder:
            path = Path(
                tuple(
                    placeholders.name(each.text) if isinstance(each, NamePlaceholder) else each
                    for each in elements
                )
            )
            break
    if len(elements) > MAX_PATH_LENGTH:
        raise InvalidExpression(
            f"The document path has too many nesting levels; nesting levels: {len(elements)}"
        )
    return path


def bind_value(operand: ValuePlaceholder | Literal, placeholders: Placeholders) -> Literal:
    """The value in place. Raises InvalidExpression: not defined."""
    if isinstance(operand, ValuePlaceholder):
        return Literal(placeholders.value(operand.text))
    return operand


def static_type(operand: Operand) -> str | None:
    """The type that a bound operand has whatever the item; None when the item decides."""
    if isinstance(operand, Literal):
        return next(iter(operand.value))
    if isinstance(operand, Call):
        return {"size": "N", "list_append": "L"}.get(operand.function)
    return None


def refuse_types(operator: str, operands: Sequence[Operand], allowed: frozenset[str]) -> None:
    """Raises InvalidExpression for the first operand that has a type and not an allowed one."""
    for operand in operands:
        kind = static_type(operand)
        if kind is not None and kind not in allowed:
            raise wrong_operand_type(operator, kind)


def refuse_same_path(operator: str, first: Operand, rest: Sequence[Operand]) -> None:
    """Raises InvalidExpression when ``first`` is a path that comes again."""
    if isinstance(first, Path) and first in rest:
        raise InvalidExpression(
            "The first operand must be distinct from the remaining operands for this operator or function; "
            f"operator: {operator}, first operand: {path_text(first.elements)}"
        )


def _operand(operand: Operand, placeholders: Placeholders) -> Operand:
    if isinstance(operand, Path):
        return bind_path(operand, placeholders)
    if isinstance(operand, Call):
        return _call(operand, placeholders)
    return bind_value(operand, placeholders)


def _comparison(tree: Comparison, placeholders: Placeholders) -> Comparison:
    left, right = _operand(tree.left, placeholders), _operand(tree.right, placeholders)
    refuse_same_path(tree.operator, left, (right,))
    if tree.operator not in ("=", "<>"):
        refuse_types(tree.operator, (left, right), _ORDERED_TYPES)
    return Comparison(tree.operator, left, right)


def _between(tree: Between, placeholders: Placeholders) -> Between:
    operand, lower, upper = (_operand(each, placeholders) for each in (tree.operand, tree.lower, tree.upper))
    refuse_same_path("BETWEEN", operand, (lower, upper))
    refuse_types("BETWEEN", (operand, lower, upper), _ORDERED_TYPES)
    if isinstance(lower, Literal) and isinstance(upper, Literal):
        order = compare(lower.value, upper.value)
        if order is None or order > 0:
            rule = (
                "same data type for lower and upper bounds"
                if order is None
                else "upper bound to be greater than or equal to lower bound"
            )
            raise InvalidExpression(
                f"The BETWEEN operator requires {rule}; "
                f"lower bound operand: {_bound_text(tree.lower, placeholders)}, "
                f"upper bound operand: {_bound_text(tree.upper, placeholders)}"
            )
    return Between(operand, lower, upper)


def _bound_text(bound: Operand, placeholders: Placeholders) -> str:
    written: AttributeValue = {}
    if isinstance(bound, ValuePlaceholder):
        written = placeholders.as_written(bound.text)
    elif isinstance(bound, Literal):
        written = bound.value
    ((kind, content),) = written.items()
    if kind == "B":
        size = len(b64decode(content))
        content = f"java.nio.HeapByteBuffer[pos=0 lim={size} cap={size}]"
    return f"AttributeValue: {{{kind}:{content}}}"


def _in(tree: In, placeholders: Placeholders) -> In:
    operand = _operand(tree.operand, placeholders)
    choices = tuple(_operand(choice, placeholders) for choice in tree.choices)
    if len(choices) > MAX_CHOICES:
        raise InvalidExpression(
            f"The IN operator is provided with too many operands; number of operands: {len(choices)}"
        )
    refuse_same_path("IN", operand, choices)
    return In(operand, choices)


def _not(tree: Not, placeholders: Placeholders) -> Not:
    return Not(bind_condition(tree.condition, placeholders))


def _and(tree: And, placeholders: Placeholders) -> And:
    return And(tuple([_BIND[type(each)](each, placeholders) for each in tree.conditions]))


def _or(tree: Or, placeholders: Placeholders) -> Or:
    return Or(tuple([_BIND[type(each)](each, placeholders) for each in tree.conditions]))


def _call(tree: Call, placeholders: Placeholders) -> Call:
    function = tree.function
    operands = tuple([_operand(operand, placeholders) for operand in tree.operands])
    if len(operands) != OPERAND_COUNTS[function]:
        raise wrong_operand_count(function, len(operands))
    first, *rest = operands
    refuse_same_path(function, first, rest)
    if function in _PATH_FUNCTIONS and not isinstance(first, Path):
        raise path_required(function)
    if function == "size":
        refuse_types(function, operands, SIZED_TYPES)
    elif function == "begins_with":
        refuse_types(function, operands, PREFIXED_TYPES)
    elif function == "attribute_type":
        _check_attribute_type(operands[1])
    return Call(function, operands)


def _check_attribute_type(operand: Operand) -> None:
    kind = static_type(operand)
    if kind != "S":
        raise wrong_operand_type("attribute_type", kind or _ANY_TYPE)
    if isinstance(operand, Literal) and operand.value["S"] not in _ATTRIBUTE_TYPES:
        raise InvalidExpression(
            f"Invalid attribute type name found; type: {operand.value['S']}, "
            f"valid types: {{{','.join(_ATTRIBUTE_TYPES)}}}"
        )


_BIND: dict[type[ConditionTree], Callable[[Any, Placeholders], Any]] = {
    Comparison: _comparison,
    Between: _between,
    In: _in,
    Not: _not,
    And: _and,
    Or: _or,
    Call: _call,
}
