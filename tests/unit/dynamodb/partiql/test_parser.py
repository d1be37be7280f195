"""The parser: what it reads is what was written, and nothing that is written breaks it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.partiql import Statements
from strongroom.services.dynamodb.partiql.ast import Parameter, Statement
from strongroom.services.dynamodb.partiql.parser import Parser
from unit.dynamodb.partiql.printing import printed
from unit.dynamodb.partiql.trees import STATEMENTS

PARSER = Parser()
ROOM = Statements()
WORDS = [
    *("SELECT", "*", "FROM", "t", "WHERE", "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "NULL", "MISSING"),
    *("INSERT", "INTO", "VALUE", "UPDATE", "SET", "REMOVE", "DELETE", "EXISTS", "RETURNING", "ALL", "OLD"),
    *("ORDER", "BY", "ASC", "LIMIT", "a", "b.c", "d[0]", '"q"', "'text'", "1", "-2.5e3", "?", "null", "true"),
    *("(", ")", "[", "]", "{", "}", "<<", ">>", ",", ":", "=", "<>", "<", "+", "-", ";", "--", "/*", "*/"),
    *("#", "$", "\\", "`", "\u00e9", "attribute_exists(", "size(", "set_add("),
]


@given(STATEMENTS)
@settings(max_examples=60, deadline=None)
def test_a_printed_statement_parses_to_what_it_was(statement: Statement) -> None:
    text = printed(statement)
    parsed = PARSER.parse(text)
    assert parsed.statement == _numbered(statement, count())
    assert parsed.parameters == text.count("?") - sum(part.count("?") for part in _quoted(text))


@given(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join) | st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_statement_or_refused(text: str) -> None:
    assert _refusal(lambda: PARSER.parse(text)) in (None, "ValidationException")


@given(
    STATEMENTS,
    st.lists(st.sampled_from([{"S": "x"}, {"N": "1"}, {"SS": ["a"]}, {"M": {}}, {"L": []}]), max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_any_statement_can_be_bound_or_is_refused(statement: Statement, parameters: list[Any]) -> None:
    text = printed(statement)
    assert _refusal(lambda: ROOM.bind(text, parameters)) in (None, "ValidationException")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a AND b OR c AND d", "(a AND b) OR (c AND d)"),
        ("NOT a = 1 AND b", "(NOT (a = 1)) AND b"),
        ("a = 1 + 2 - -4", "a = ((1 + 2) - (-4))"),
        ("a BETWEEN 1 AND 2 AND b", "(a BETWEEN 1 AND 2) AND b"),
        ("a IN (1, 2)", "a IN [1, 2]"),
        ("a IN (1)", "a IN [1]"),
        ("a NOT IN (1) AND a IS NOT NULL", "(NOT (a IN [1])) AND (NOT (a IS NULL))"),
        ("a != 1", "a <> 1"),
        ("(1, 2)", "[1, 2]"),
        ("a['b'].c", "a.b.c"),
        ("a[+ - -1]", "a[1]"),
        ("SIZE(a) = 1", "size(a) = 1"),
        ("((((a))))", "a"),
        ("- - 1", "-(-1)"),
    ],
)
def test_what_means_the_same(text: str, same: str) -> None:
    assert PARSER.parse(text) == PARSER.parse(same)


def test_names_keep_their_case_and_keywords_have_none() -> None:
    assert PARSER.parse("select A from B where C = NULL") == PARSER.parse(
        'SELECT "A" FROM "B" WHERE "C" = null'
    )
    assert PARSER.parse("SELECT a FROM b") != PARSER.parse("SELECT A FROM b")


def test_only_the_texts_used_last_are_kept() -> None:
    statements = Statements(cache_size=2)
    for number in range(5):
        statements.bind(f"SELECT * FROM tbl WHERE a = {number}", [])
    assert statements._parse.cache_info().currsize == 2


def _refusal(use: Callable[[], object]) -> str | None:
    """The code of the error that a client would get; any other exception is a defect."""
    try:
        use()
    except ServiceError as error:
        return error.code
    return None


def _numbered(node: Any, numbers: Any) -> Any:
    """The tree with its parameters numbered in the order of the text."""
    if isinstance(node, Parameter):
        return Parameter(next(numbers))
    if isinstance(node, tuple):
        return tuple(_numbered(each, numbers) for each in node)
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        changed = {
            field.name: _numbered(getattr(node, field.name), numbers) for field in dataclasses.fields(node)
        }
        return dataclasses.replace(node, **changed)
    return node


def _quoted(text: str) -> list[str]:
    """The quoted names and texts."""
    return [str(token) for token in PARSER._lark.lex(text) if token.type in ("QUOTED_NAME", "TEXT")]
