"""The syntax tree of statements: what a client wrote, before its parameters and its table are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal as OneOf
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Position:
    """Where a token is: line and column from 1, and its length, all in characters."""

    line: int
    column: int
    length: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}:{self.length}"


NOWHERE = Position(0, 0, 0)


@dataclass(frozen=True, slots=True)
class AllElements:
    """``.*`` or ``[*]`` in a document path, which no statement may have; ``text`` is which of them."""

    text: OneOf[".*", "[*]"]


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a list in a document path."""

    number: int
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A document path: an attribute's name, then names and indexes. ``at`` is the first name's position."""

    name: str
    steps: tuple[str | Index | AllElements, ...] = ()
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number without a sign, as it is written."""

    digits: str
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """``TRUE``, ``FALSE``, ``NULL`` or ``MISSING``."""

    word: OneOf["true", "false", "null", "missing"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A question mark; ``number`` counts them from 0 in the order of the text."""

    number: int
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Elements:
    """``[...]``; also what ``(a, b)`` stands for."""

    elements: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Bag:
    """``<<...>>``"""

    members: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Tuple:
    """``{...}``: keys and values."""

    members: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class AllAttributes:
    """The ``*`` of ``SELECT *`` and of ``count(*)``."""


@dataclass(frozen=True, slots=True)
class Aliased:
    """``a AS b``"""

    value: Expression
    alias: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function, in lower case, of arguments."""

    function: str
    arguments: tuple[Expression | AllAttributes, ...]
    at: Position = field(default=NOWHERE, compare=False)


Operator: TypeAlias = OneOf[
    "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "and", "or", "not", "between", "in", "like"
]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and its operands: one of ``not`` and of a sign, three of ``between``, two or more of ``and``
    and ``or``; of ``in`` the operand and the choices."""

    operator: Operator
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class IsType:
    """``operand IS type``; the type in upper case."""

    operand: Expression
    type: str


Expression: TypeAlias = (
    Reference | Text | Number | Constant | Parameter | Elements | Bag | Tuple | Call | Operation | IsType
)


@dataclass(frozen=True, slots=True)
class Source:
    """What FROM, INTO and UPDATE name: a table, perhaps its index, and an alias that none may have."""

    names: tuple[str, ...]
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class OrderTerm:
    value: Expression
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    items: tuple[Expression | AllAttributes | Aliased, ...]
    sources: tuple[Source, ...]
    where: Expression | None = None
    order_by: tuple[OrderTerm, ...] = ()
    limit: Expression | None = None


@dataclass(frozen=True, slots=True)
class Returning:
    scope: OneOf["ALL", "MODIFIED"]
    image: OneOf["OLD", "NEW"]

    def __str__(self) -> str:
        return f"RETURNING {self.scope} {self.image} *"


@dataclass(frozen=True, slots=True)
class Insert:
    """``several`` says that the statement asks for several items, which the service does not do."""

    target: Source
    value: Expression
    returning: Returning | None = None
    several: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    target: Reference
    value: Expression


@dataclass(frozen=True, slots=True)
class Remove:
    target: Reference


@dataclass(frozen=True, slots=True)
class Update:
    target: Source
    changes: tuple[Set | Remove, ...]
    where: Expression | None = None
    returning: Returning | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    target: Source
    where: Expression | None = None
    returning: Returning | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """A condition of a transaction: that the one item of ``select`` is there and fulfils what is demanded."""

    select: Select


@dataclass(frozen=True, slots=True)
class Bare:
    """An expression where a statement should be."""

    value: Expression


Statement: TypeAlias = Select | Insert | Update | Delete | Exists | Bare


def parts_of(node: Expression | AllAttributes) -> Sequence[Expression | AllAttributes]:
    """What an expression is made of, in the order in which it is written."""
    if isinstance(node, Operation):
        return node.operands
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Elements):
        return node.elements
    if isinstance(node, Bag):
        return node.members
    if isinstance(node, Tuple):
        return [part for member in node.members for part in member]
    if isinstance(node, IsType):
        return (node.operand,)
    return ()
