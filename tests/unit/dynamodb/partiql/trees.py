"""Hypothesis strategies for syntax trees as the parser makes them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from strongroom.services.dynamodb.partiql.ast import (
    Aliased,
    AllAttributes,
    AllElements,
    Bag,
    Bare,
    Call,
    Constant,
    Delete,
    Elements,
    Exists,
    Expression,
    Index,
    Insert,
    IsType,
    Number,
    Operation,
    OrderTerm,
    Parameter,
    Reference,
    Remove,
    Returning,
    Select,
    Set,
    Source,
    Text,
    Tuple,
    Update,
)

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=4) | st.sampled_from(
    ["select", "a b", 'q"q']
)
#: Texts of parameters are numbered later, by ``numbered``.
LITERALS = (
    st.builds(Text, st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
    | st.builds(Number, st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,3})?", fullmatch=True))
    | st.builds(Constant, st.sampled_from(["true", "false", "null", "missing"]))
    | st.just(Parameter(0))
)
REFERENCES = st.builds(
    Reference,
    NAMES,
    st.lists(
        NAMES
        | st.builds(Index, st.integers(0, 2**31 - 1))
        | st.builds(AllElements, st.sampled_from([".*", "[*]"])),
        max_size=3,
    ).map(tuple),
)


def _joined(operator: Any, operands: list[Expression]) -> Operation:
    """A conjunction or disjunction; what is grouped in its first place is no group of its own."""
    first, *rest = operands
    if isinstance(first, Operation) and first.operator == operator:
        return Operation(operator, (*first.operands, *rest))
    return Operation(operator, tuple(operands))


def _operations(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    two = st.tuples(inner, inner)
    binary = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "like"])
    several = st.lists(inner, min_size=2, max_size=3)
    functions = st.sampled_from(["size", "contains", "set_add", "count"])
    members = st.lists(st.tuples(inner, inner), max_size=2).map(tuple)
    choices = st.lists(inner, min_size=1, max_size=3).map(lambda each: Elements(tuple(each)))
    return (
        st.builds(Operation, binary, two)
        | st.builds(_joined, st.sampled_from(["and", "or"]), several)
        | st.builds(lambda operand: Operation("not", (operand,)), inner)
        | st.builds(lambda sign, operand: Operation(sign, (operand,)), st.sampled_from(["+", "-"]), inner)
        | st.builds(Operation, st.just("between"), st.tuples(inner, inner, inner))
        | st.builds(Operation, st.just("in"), st.tuples(inner, choices | REFERENCES))
        | st.builds(IsType, inner, st.sampled_from(["MISSING", "NULL", "BOOL", "STRING", "LIST"]))
        | st.builds(Call, functions, st.lists(inner, max_size=2).map(tuple))
        | st.builds(Call, st.just("count"), st.just((AllAttributes(),)))
        | st.lists(inner, max_size=3).map(lambda each: Elements(tuple(each)))
        | st.lists(inner, max_size=3).map(lambda each: Bag(tuple(each)))
        | st.builds(Tuple, members)
    )


EXPRESSIONS = st.recursive(LITERALS | REFERENCES, _operations, max_leaves=8)
_SOURCES = st.builds(Source, st.lists(NAMES, min_size=1, max_size=3).map(tuple), st.none() | NAMES)
_TABLES = st.builds(Source, st.lists(NAMES, min_size=1, max_size=2).map(tuple))
_WHERE = st.none() | EXPRESSIONS
_RETURNING = st.none() | st.builds(
    Returning, st.sampled_from(["ALL", "MODIFIED"]), st.sampled_from(["OLD", "NEW"])
)
_SELECTS = st.builds(
    Select,
    st.lists(
        EXPRESSIONS | st.just(AllAttributes()) | st.builds(Aliased, EXPRESSIONS, NAMES), min_size=1, max_size=3
    ).map(tuple),
    st.lists(_SOURCES, min_size=1, max_size=2).map(tuple),
    _WHERE,
    st.lists(st.builds(OrderTerm, EXPRESSIONS, st.booleans()), max_size=2).map(tuple),
    st.none() | EXPRESSIONS,
)
STATEMENTS = (
    _SELECTS
    | st.builds(Insert, _TABLES, EXPRESSIONS, _RETURNING)
    | st.builds(Insert, _TABLES, st.builds(lambda each: Bag((each,)), EXPRESSIONS), several=st.just(True))
    | st.builds(
        Update,
        _SOURCES,
        st.lists(
            st.builds(Set, REFERENCES, EXPRESSIONS) | st.builds(Remove, REFERENCES), min_size=1, max_size=3
        ).map(tuple),
        _WHERE,
        _RETURNING,
    )
    | st.builds(Delete, _SOURCES, _WHERE, _RETURNING)
    | st.builds(Exists, _SELECTS)
    | st.builds(Bare, EXPRESSIONS)
)
