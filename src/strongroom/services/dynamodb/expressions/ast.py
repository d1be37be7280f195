"""The syntax tree of expressions.

The parser writes what a client wrote, placeholders included; ``binding`` answers the same tree with every
placeholder replaced: names in paths, and a ``Literal`` for each value. Only bound trees can be evaluated. Other
front ends (the legacy parameters, PartiQL) build bound trees themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias

from strongroom.services.dynamodb.values.types import AttributeValue


@dataclass(frozen=True, slots=True)
class NamePlaceholder:
    """``#n`` in a document path; ``text`` includes the number sign."""

    text: str


#: One step of a document path: an attribute name, a placeholder for one, or a list index.
Element: TypeAlias = str | int | NamePlaceholder


@dataclass(frozen=True, slots=True)
class Path:
    """A document path; the first element is a name or a placeholder."""

    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class ValuePlaceholder:
    """``:v`` as an operand; ``text`` includes the colon."""

    text: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A normalized value as an operand."""

    value: AttributeValue


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to operands: a condition, or an operand such as ``size(a)``."""

    function: str
    operands: tuple[Operand, ...]


Operand: TypeAlias = Path | ValuePlaceholder | Literal | Call

Comparator: TypeAlias = OneOf["=", "<>", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: Comparator
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Between:
    operand: Operand
    lower: Operand
    upper: Operand


@dataclass(frozen=True, slots=True)
class In:
    operand: Operand
    choices: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Not:
    condition: ConditionTree


@dataclass(frozen=True, slots=True)
class And:
    """Two or more conditions."""

    conditions: tuple[ConditionTree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more conditions."""

    conditions: tuple[ConditionTree, ...]


ConditionTree: TypeAlias = Comparison | Between | In | Not | And | Or | Call


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left + right`` or ``left - right``, as the value of a SET action."""

    operator: OneOf["+", "-"]
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Set:
    path: Path
    value: Operand | Arithmetic


@dataclass(frozen=True, slots=True)
class Remove:
    path: Path


@dataclass(frozen=True, slots=True)
class Add:
    path: Path
    value: ValuePlaceholder | Literal


@dataclass(frozen=True, slots=True)
class Delete:
    path: Path
    value: ValuePlaceholder | Literal


Action: TypeAlias = Set | Remove | Add | Delete


@dataclass(frozen=True, slots=True)
class Clause:
    """A section of an update expression: actions of one kind."""

    keyword: OneOf["SET", "REMOVE", "ADD", "DELETE"]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class UpdateTree:
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class ProjectionTree:
    paths: tuple[Path, ...]


Tree: TypeAlias = ConditionTree | UpdateTree | ProjectionTree

#: What conditions and values are made of.
Node: TypeAlias = ConditionTree | Operand | Arithmetic


def parts_of(node: Node) -> Sequence[Node]:
    """The conditions and operands that ``node`` is made of, in the order in which they are written."""
    if isinstance(node, Comparison | Arithmetic):
        return (node.left, node.right)
    if isinstance(node, And | Or):
        return node.conditions
    if isinstance(node, Call):
        return node.operands
    if isinstance(node, Between):
        return (node.operand, node.lower, node.upper)
    if isinstance(node, In):
        return (node.operand, *node.choices)
    if isinstance(node, Not):
        return (node.condition,)
    return ()
