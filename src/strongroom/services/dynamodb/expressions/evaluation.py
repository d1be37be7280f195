"""From bound conditions to functions that test an item.

A missing attribute fulfils no condition but ``<>`` and ``attribute_not_exists``; values of different types are
not equal and have no order. Source: developer guide, "Condition and filter expressions, operators, and
functions".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

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
from strongroom.services.dynamodb.expressions.documents import Reader, path_reader
from strongroom.services.dynamodb.expressions.functions import begins_with, contains, size_of
from strongroom.services.dynamodb.values.comparison import compare, equal
from strongroom.services.dynamodb.values.types import AttributeValue, Item

Test: TypeAlias = Callable[[Item], bool]

_ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def condition_test(tree: ConditionTree) -> Test:
    """The function that says whether an item fulfils the bound condition ``tree``."""
    return _TESTS[type(tree)](tree)


def operand_reader(operand: Operand) -> Reader:
    """The function that answers the value of the bound ``operand`` for an item."""
    if isinstance(operand, Path):
        return path_reader(operand)
    if isinstance(operand, Literal):
        value = operand.value
        return lambda _: value
    if isinstance(operand, Call) and operand.function == "size":
        return _size_reader(operand)
    raise TypeError(f"not a bound operand of a condition: {operand}")


def _size_reader(call: Call) -> Reader:
    read = operand_reader(call.operands[0])

    def size(item: Item) -> AttributeValue | None:
        value = read(item)
        return None if value is None else size_of(value)

    return size


def _comparison(tree: Comparison) -> Test:
    left, right = operand_reader(tree.left), operand_reader(tree.right)
    if tree.operator == "=":
        return _equality(left, right)
    if tree.operator == "<>":
        same = _equality(left, right)
        return lambda item: not same(item)
    fits = _ORDERS[tree.operator]

    def test(item: Item) -> bool:
        a, b = left(item), right(item)
        if a is None or b is None:
            return False
        order = compare(a, b)
        return order is not None and fits(order)

    return test


def _equality(left: Reader, right: Reader) -> Test:
    def test(item: Item) -> bool:
        a, b = left(item), right(item)
        return a is not None and b is not None and equal(a, b)

    return test


def _between(tree: Between) -> Test:
    operand, lower, upper = map(operand_reader, (tree.operand, tree.lower, tree.upper))

    def test(item: Item) -> bool:
        value, low, high = operand(item), lower(item), upper(item)
        if value is None or low is None or high is None:
            return False
        above, below = compare(low, value), compare(value, high)
        return above is not None and below is not None and above <= 0 and below <= 0

    return test


def _in(tree: In) -> Test:
    operand, choices = operand_reader(tree.operand), tuple(map(operand_reader, tree.choices))

    def test(item: Item) -> bool:
        value = operand(item)
        if value is None:
            return False
        for choice in choices:
            candidate = choice(item)
            if candidate is not None and equal(value, candidate):
                return True
        return False

    return test


def _not(tree: Not) -> Test:
    test = condition_test(tree.condition)
    return lambda item: not test(item)


def _and(tree: And) -> Test:
    tests = tuple(map(condition_test, tree.conditions))

    def test(item: Item) -> bool:
        for holds in tests:  # noqa: SIM110 - a generator would double the depth of the stack
            if not holds(item):
                return False
        return True

    return test


def _or(tree: Or) -> Test:
    tests = tuple(map(condition_test, tree.conditions))

    def test(item: Item) -> bool:
        for holds in tests:  # noqa: SIM110 - a generator would double the depth of the stack
            if holds(item):
                return True
        return False

    return test


def _call(tree: Call) -> Test:
    readers = tuple(map(operand_reader, tree.operands))
    read = readers[0]
    if tree.function == "attribute_exists":
        return lambda item: read(item) is not None
    if tree.function == "attribute_not_exists":
        return lambda item: read(item) is None
    relation = _RELATIONS.get(tree.function)
    if relation is None:
        raise TypeError(f"not a function of conditions: {tree.function}")
    holds, other = relation, readers[1]

    def test(item: Item) -> bool:
        value, operand = read(item), other(item)
        return value is not None and operand is not None and holds(value, operand)

    return test


def _is_of_type(value: AttributeValue, kind: AttributeValue) -> bool:
    return kind["S"] in value


_RELATIONS: dict[str, Callable[[AttributeValue, AttributeValue], bool]] = {
    "attribute_type": _is_of_type,
    "begins_with": begins_with,
    "contains": contains,
}

_TESTS: dict[type[ConditionTree], Callable[[Any], Test]] = {
    Comparison: _comparison,
    Between: _between,
    In: _in,
    Not: _not,
    And: _and,
    Or: _or,
    Call: _call,
}
