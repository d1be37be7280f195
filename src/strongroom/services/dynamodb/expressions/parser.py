"""From the text of an expression to its syntax tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Literal, TypeAlias, cast

from lark import Lark, Token, Transformer, UnexpectedToken

from strongroom.services.dynamodb.expressions.ast import (
    Add,
    And,
    Arithmetic,
    Between,
    Call,
    Clause,
    Comparison,
    Delete,
    In,
    NamePlaceholder,
    Not,
    Or,
    Path,
    ProjectionTree,
    Remove,
    Set,
    Tree,
    UpdateTree,
    ValuePlaceholder,
)
from strongroom.services.dynamodb.expressions.problems import InvalidExpression

Kind: TypeAlias = Literal["condition", "update", "projection"]

#: In bytes of UTF-8. Source: developer guide, "Quotas and limits", expression parameters.
MAX_SIZE = 4096

_TWO_OPENING = re.compile(r"\(\s*\(")


class Parser:
    """Parses every kind of expression. Building one compiles the grammar, which takes some 30 ms."""

    def __init__(self) -> None:
        self._lark = Lark(
            files(__package__).joinpath("grammar.lark").read_text("utf-8"),
            start=["condition", "update", "projection", "unknown"],
            parser="lalr",
            lexer="basic",
            transformer=_TreeBuilder(),
        )

    def parse(self, kind: Kind, text: str) -> Tree:
        """The tree of ``text``.

        Raises InvalidExpression when it is empty, too long, not in the grammar or has redundant parentheses.
        """
        if not text:
            raise InvalidExpression("The expression can not be empty;")
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > MAX_SIZE:
            told = "" if kind == "update" else f" expression size: {size}"
            raise InvalidExpression(f"Expression size has exceeded the maximum allowed size;{told}")
        try:
            tree = cast("Tree", self._lark.parse(text, start=kind))
        except UnexpectedToken as error:
            tokens = list(self._lark.lex(text))
            at = _index_of(error.token, tokens)
            _refuse_redundant_parentheses(tokens[:at])
            raise _syntax_error(text, tokens, at) from None
        if _TWO_OPENING.search(text):
            _refuse_redundant_parentheses(list(self._lark.lex(text)))
        return tree


def _index_of(wrong: Token, tokens: Sequence[Token]) -> int:
    if wrong.type == "$END":
        return len(tokens)
    return next(at for at, token in enumerate(tokens) if token.start_pos == wrong.start_pos)


def _syntax_error(text: str, tokens: Sequence[Token], at: int) -> InvalidExpression:
    """Names the first token that cannot be, and shows the text from the token before it to the one after it."""
    token = "<EOF>" if at == len(tokens) else str(tokens[at])
    start = tokens[at - 1].start_pos if at else 0
    end = tokens[at + 1].end_pos if at + 1 < len(tokens) else len(text)
    return InvalidExpression(f'Syntax error; token: "{token}", near: "{text[start:end]}"')


def _refuse_redundant_parentheses(tokens: Sequence[Token]) -> None:
    """Two pairs directly around the same thing are an error, also before a later syntax error."""
    open_pairs: list[tuple[int, bool]] = []
    closed: dict[int, int] = {}
    for at, token in enumerate(tokens):
        if token.type == "LPAR":
            groups = not at or tokens[at - 1].type not in ("NAME", "_IN")
            open_pairs.append((at, groups))
        elif token.type == "RPAR" and open_pairs:
            start, groups = open_pairs.pop()
            if not groups:
                continue
            if closed.get(start + 1) == at - 1:
                raise InvalidExpression("The expression has redundant parentheses;")
            closed[start] = at


class _TreeBuilder(Transformer[Token, Any]):
    """One method a grammar rule; each is called with the children of the rule."""

    def comparison(self, children: list[Any]) -> Comparison:
        left, operator, right = children
        return Comparison(cast("Any", str(operator)), left, right)

    def between(self, children: list[Any]) -> Between:
        return Between(*children)

    def membership(self, children: list[Any]) -> In:
        return In(children[0], tuple(children[1:]))

    def negation(self, children: list[Any]) -> Not:
        return Not(children[0])

    def conjunction(self, children: list[Any]) -> And:
        left, right = children
        return And((*left.conditions, right) if isinstance(left, And) else (left, right))

    def disjunction(self, children: list[Any]) -> Or:
        left, right = children
        return Or((*left.conditions, right) if isinstance(left, Or) else (left, right))

    def update(self, children: list[Any]) -> UpdateTree:
        return UpdateTree(tuple(children))

    def set_clause(self, children: list[Any]) -> Clause:
        return Clause("SET", tuple(children))

    def remove_clause(self, children: list[Any]) -> Clause:
        return Clause("REMOVE", tuple(children))

    def add_clause(self, children: list[Any]) -> Clause:
        return Clause("ADD", tuple(children))

    def delete_clause(self, children: list[Any]) -> Clause:
        return Clause("DELETE", tuple(children))

    def set(self, children: list[Any]) -> Set:
        path, _, value = children
        return Set(path, value)

    def remove(self, children: list[Any]) -> Remove:
        return Remove(*children)

    def add(self, children: list[Any]) -> Add:
        return Add(*children)

    def delete(self, children: list[Any]) -> Delete:
        return Delete(*children)

    def arithmetic(self, children: list[Any]) -> Arithmetic:
        left, operator, right = children
        return Arithmetic(cast("Any", str(operator)), left, right)

    def projection(self, children: list[Any]) -> ProjectionTree:
        return ProjectionTree(tuple(children))

    def call(self, children: list[Any]) -> Call:
        return Call(str(children[0]), tuple(children[1:]))

    def path(self, children: list[Any]) -> Path:
        return Path(tuple(children))

    def name(self, children: list[Any]) -> str:
        return str(children[0])

    def name_placeholder(self, children: list[Any]) -> NamePlaceholder:
        return NamePlaceholder(str(children[0]))

    def index(self, children: list[Any]) -> int:
        return int(children[0])

    def value(self, children: list[Any]) -> ValuePlaceholder:
        return ValuePlaceholder(str(children[0]))
