"""From a statement's text to its syntax tree."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import cast

from lark import Lark, Token, UnexpectedCharacters, UnexpectedToken
from lark.exceptions import VisitError

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.partiql.ast import (
    Aliased,
    AllAttributes,
    Bare,
    Exists,
    Expression,
    Insert,
    Operation,
    Select,
    Set,
    Statement,
    parts_of,
)
from strongroom.services.dynamodb.partiql.syntax_errors import not_well_formed, syntax_error
from strongroom.services.dynamodb.partiql.tree_builder import TreeBuilder
from strongroom.services.dynamodb.partiql.words import classified

#: Operators and functions of one statement, as of an expression. Source: developer guide, "Quotas and limits".
_MAX_OPERATORS = 300
#: How deep expressions lie in each other; no limit of the service's, which tells no other.
_MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Parsed:
    """A statement and how many parameters it has."""

    statement: Statement
    parameters: int


class Parser:
    """Parses statements. Building one compiles the grammar, which takes some 100 ms."""

    def __init__(self) -> None:
        self._lark = Lark(
            files(__package__).joinpath("partiql.lark").read_text("utf-8"),
            parser="lalr",
            lexer="basic",
            lexer_callbacks={"NAME": classified},
        )

    def parse(self, text: str) -> Parsed:
        """The statement. Raises ServiceError (ValidationException)."""
        try:
            tree = self._lark.parse(text)
        except UnexpectedCharacters:
            raise not_well_formed() from None
        except UnexpectedToken as error:
            raise self._syntax_error(text, error) from None
        builder = TreeBuilder()
        try:
            statement = cast("Statement", builder.transform(tree))
        except VisitError as error:
            if isinstance(error.orig_exc, ServiceError):
                raise error.orig_exc from None
            raise
        _check_size(statement)
        return Parsed(statement, builder.parameters)

    def _syntax_error(self, text: str, error: UnexpectedToken) -> ServiceError:
        try:
            tokens = list(self._lark.lex(text))
        except UnexpectedCharacters:
            return not_well_formed()
        return syntax_error(tokens, _index_of(error.token, tokens), error.accepts or set())


def _index_of(wrong: Token, tokens: list[Token]) -> int:
    if wrong.type == "$END":
        return len(tokens)
    return next(at for at, token in enumerate(tokens) if token.start_pos == wrong.start_pos)


def _check_size(statement: Statement) -> None:
    """Refuse too many operators and expressions that lie too deep in each other."""
    operators = 0
    stack = [(expression, 1) for expression in _expressions_of(statement)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, Operation) and node.operator in ("and", "or"):
            operators += len(node.operands) - 1
        elif isinstance(node, Operation):
            operators += 1
        if operators > _MAX_OPERATORS:
            raise errors.validation(
                f"The expression contains too many operators; operator count: {_MAX_OPERATORS + 1}"
            )
        if depth > _MAX_DEPTH:
            raise errors.validation("The expression is nested too deep")
        stack.extend((cast("Expression", part), depth + 1) for part in parts_of(node))


def _expressions_of(statement: Statement) -> list[Expression]:
    if isinstance(statement, Exists):
        return _expressions_of(statement.select)
    if isinstance(statement, Insert | Bare):
        return [statement.value]
    found = [] if statement.where is None else [statement.where]
    if isinstance(statement, Select):
        found += [item for item in statement.items if not isinstance(item, AllAttributes | Aliased)]
        return found
    return found + [change.value for change in getattr(statement, "changes", ()) if isinstance(change, Set)]
