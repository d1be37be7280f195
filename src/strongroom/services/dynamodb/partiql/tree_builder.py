"""From lark's tree to the syntax tree of statements."""

from __future__ import annotations

import re
from typing import Any, cast

from lark import Token
from lark.visitors import Transformer_NonRecursive

from strongroom.services.dynamodb import errors
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
    Position,
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
from strongroom.services.dynamodb.partiql.syntax_errors import not_well_formed

_TYPES = frozenset(
    (
        *("ANY", "BAG", "BLOB", "BOOL", "BOOLEAN", "CHAR", "CHARACTER", "CLOB", "DATE", "DECIMAL", "DOUBLE"),
        *("FLOAT", "INT", "INT2", "INT4", "INT8", "INTEGER", "INTEGER2", "INTEGER4", "INTEGER8", "LIST"),
        *("MISSING", "NULL", "NUMERIC", "REAL", "SEXP", "SMALLINT", "STRING", "STRUCT", "SYMBOL", "TIME"),
        *("TIMESTAMP", "TUPLE", "VARCHAR"),
    )
)
_SECOND_WORDS = {"DOUBLE": "PRECISION", "CHARACTER": "VARYING"}
_MAX_INDEX = 2**31 - 1
_LONGEST_INDEX = 10
_MAX_EXPONENT = 2**31 - 1
_EXPONENT = re.compile(r"[0-9]*\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?")


class _Where(tuple[Expression]):
    """A WHERE clause, which a rule finds among its children by its type."""


class _Limit(tuple[Expression]):
    """A LIMIT clause."""


class _OrderBy(tuple[OrderTerm, ...]):
    """An ORDER BY clause."""


class TreeBuilder(Transformer_NonRecursive[Token, Any]):
    """One method a grammar rule; each is called with the children of the rule, in the order of the text.

    For one statement, because it numbers the parameters. Not recursive, so that no text nests too deep for it.
    Raises ServiceError (ValidationException) for what the grammar lets through.
    """

    def __init__(self) -> None:
        super().__init__()
        self._parameters = 0

    @property
    def parameters(self) -> int:
        """How many parameters the statement has."""
        return self._parameters

    def start(self, children: list[Any]) -> Any:
        return children[0]

    def bare(self, children: list[Any]) -> Bare:
        return Bare(children[0])

    # Statements

    def select(self, children: list[Any]) -> Select:
        items, sources, *clauses = children
        return Select(
            items,
            sources,
            _expression_of(clauses),
            next((tuple(clause) for clause in clauses if isinstance(clause, _OrderBy)), ()),
            next((clause[0] for clause in clauses if isinstance(clause, _Limit)), None),
        )

    def projection(self, children: list[Any]) -> tuple[Any, ...]:
        return tuple(children)

    def selected_values(self, _children: list[Any]) -> Any:
        raise errors.validation("Select projection doesn't support value or pivot keywords")

    def all_attributes(self, _children: list[Any]) -> AllAttributes:
        return AllAttributes()

    def aliased(self, children: list[Any]) -> Aliased:
        return Aliased(children[0], _name(children[-1]))

    def sources(self, children: list[Any]) -> tuple[Source, ...]:
        return tuple(children)

    def order_by(self, children: list[Any]) -> _OrderBy:
        return _OrderBy(children)

    def order_term(self, children: list[Any]) -> OrderTerm:
        value, direction = children
        return OrderTerm(value, direction is not None and direction.type == "DESC")

    def limit(self, children: list[Any]) -> _Limit:
        return _Limit(children[1:])

    def insert(self, children: list[Any]) -> Insert:
        names, value, returning = children
        return Insert(Source(names), value, returning)

    def insert_many(self, children: list[Any]) -> Insert:
        return Insert(Source(children[0]), children[-1], several=True)

    def update(self, children: list[Any]) -> Update:
        target, *rest = children
        changes = tuple(child for child in rest if isinstance(child, Set | Remove))
        return Update(target, changes, _expression_of(rest), _returning_of(rest))

    def from_update(self, children: list[Any]) -> Update:
        return self.update(children)

    def assignment(self, children: list[Any]) -> Set:
        target, _, value = children
        return Set(target, value)

    def remove(self, children: list[Any]) -> Remove:
        return Remove(*children)

    def delete(self, children: list[Any]) -> Delete:
        target, *rest = children
        return Delete(target, _expression_of(rest), _returning_of(rest))

    def exists(self, children: list[Any]) -> Exists:
        return Exists(children[-1])

    def where(self, children: list[Any]) -> _Where:
        return _Where(children)

    def returning(self, children: list[Any]) -> Returning:
        if len(children) > 1:
            raise errors.validation("Invalid syntax with multiple returning elements in RETURNING clause")
        returning: Returning = children[0]
        return returning

    def returned(self, children: list[Any]) -> Returning:
        scope, image, what = children
        if not isinstance(what, Token):
            raise errors.validation("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause")
        return Returning(cast("Any", scope.upper()), cast("Any", image.upper()))

    def source(self, children: list[Any]) -> Source:
        names, *alias = children
        return Source(names, _name(alias[0]) if alias else None)

    def table(self, children: list[Any]) -> tuple[str, ...]:
        return tuple(map(_name, children))

    # Expressions

    def disjunction(self, children: list[Any]) -> Operation:
        return _joined("or", children)

    def conjunction(self, children: list[Any]) -> Operation:
        return _joined("and", children)

    def negation(self, children: list[Any]) -> Operation:
        return Operation("not", tuple(children))

    def comparison(self, children: list[Any]) -> Operation:
        left, operator, right = children
        return Operation(cast("Any", "<>" if operator == "!=" else str(operator)), (left, right))

    def between(self, children: list[Any]) -> Operation:
        return Operation("between", tuple(children))

    def not_between(self, children: list[Any]) -> Operation:
        return Operation("not", (self.between(children),))

    def membership(self, children: list[Any]) -> Operation:
        return Operation("in", tuple(children))

    def not_membership(self, children: list[Any]) -> Operation:
        return Operation("not", (self.membership(children),))

    def is_type(self, children: list[Any]) -> IsType:
        return IsType(*children)

    def is_not_type(self, children: list[Any]) -> Operation:
        return Operation("not", (self.is_type(children),))

    def type_name(self, children: list[Any]) -> str:
        name, second = (None if word is None else str(word).upper() for word in children)
        if name not in _TYPES or second not in (None, _SECOND_WORDS.get(str(name))):
            raise not_well_formed("Expected type name")
        return str(name)

    def like(self, children: list[Any]) -> Operation:
        left, _, right = children
        return Operation("like", (left, right))

    def sum(self, children: list[Any]) -> Operation:
        left, operator, right = children
        return Operation(cast("Any", str(operator)), (left, right))

    def signed(self, children: list[Any]) -> Operation:
        sign, operand = children
        return Operation(cast("Any", str(sign)), (operand,))

    def choices(self, children: list[Any]) -> Elements:
        return Elements(tuple(children))

    def several(self, children: list[Any]) -> Elements:
        return Elements(tuple(children))

    # Terms

    def text(self, children: list[Any]) -> Text:
        return Text(children[0][1:-1].replace("''", "'"))

    def number(self, children: list[Any]) -> Number:
        _check_scale(children[0])
        return Number(str(children[0]), _position(children[0]))

    def true(self, _children: list[Any]) -> Constant:
        return Constant("true")

    def false(self, _children: list[Any]) -> Constant:
        return Constant("false")

    def null(self, _children: list[Any]) -> Constant:
        return Constant("null")

    def missing(self, _children: list[Any]) -> Constant:
        return Constant("missing")

    def parameter(self, children: list[Any]) -> Parameter:
        self._parameters += 1
        return Parameter(self._parameters - 1, _position(children[0]))

    def elements(self, children: list[Any]) -> Elements:
        return Elements(_given(children))

    def bag(self, children: list[Any]) -> Bag:
        return Bag(_given(children))

    def members(self, children: list[Any]) -> Tuple:
        return Tuple(_given(children))

    def member(self, children: list[Any]) -> tuple[Expression, Expression]:
        key, value = children
        return key, value

    def call(self, children: list[Any]) -> Call:
        function, *arguments = children
        return Call(function.lower(), _given(arguments), _position(function))

    def reference(self, children: list[Any]) -> Reference:
        name, *steps = children
        return Reference(
            _name(name),
            tuple(_name(step) if isinstance(step, Token) else _step(step) for step in steps),
            _position(name),
        )

    def unpivot(self, _children: list[Any]) -> AllElements:
        return AllElements(".*")

    def any_index(self, _children: list[Any]) -> AllElements:
        return AllElements("[*]")

    def index(self, children: list[Any]) -> Index:
        *signs, digits = children
        negative = len([sign for sign in signs if sign == "-"]) % 2 and digits.strip("0")
        number = int(digits) if digits.isdecimal() and len(digits) <= _LONGEST_INDEX else None
        if negative or number is None or number > _MAX_INDEX:
            raise errors.validation(
                "List index is not within the allowable range; "
                f"index: [{'-' if negative else ''}{digits}] at {_position(digits)}"
            )
        return Index(number, _position(digits))


def _joined(operator: Any, children: list[Any]) -> Operation:
    left, right = children
    if isinstance(left, Operation) and left.operator == operator:
        return Operation(operator, (*left.operands, right))
    return Operation(operator, (left, right))


def _step(step: Any) -> Any:
    return step.text if isinstance(step, Text) else step


def _given(children: list[Any]) -> tuple[Any, ...]:
    """Children without the place that lark keeps for the ones that are not there."""
    return tuple(child for child in children if child is not None)


def _expression_of(clauses: list[Any]) -> Expression | None:
    return next((clause[0] for clause in clauses if isinstance(clause, _Where)), None)


def _returning_of(clauses: list[Any]) -> Returning | None:
    return next((clause for clause in clauses if isinstance(clause, Returning)), None)


def _name(token: Token) -> str:
    return token[1:-1].replace('""', '"') if token.type == "QUOTED_NAME" else str(token)


def _position(token: Token) -> Position:
    return Position(token.line or 0, token.column or 0, len(token))


def _check_scale(digits: str) -> None:
    """Refuse a number whose exponent, or whose scale, is not a 32-bit integer: the service cannot read it."""
    match = _EXPONENT.fullmatch(digits)
    fraction, exponent = match.groups() if match is not None else ("", None)
    if exponent is None:
        return
    value = int(exponent[:12])  # longer ones are out of range, too
    if abs(value) > _MAX_EXPONENT or len(fraction) - value > _MAX_EXPONENT:
        raise not_well_formed()
