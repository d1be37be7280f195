"""Statements whose parameters are in place and which have passed every check that needs no table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from strongroom.services.dynamodb.expressions import Update
from strongroom.services.dynamodb.expressions.ast import And, ConditionTree
from strongroom.services.dynamodb.partiql.ast import Returning
from strongroom.services.dynamodb.partiql.projections import Columns
from strongroom.services.dynamodb.values.types import Item


@dataclass(frozen=True, slots=True)
class Ordering:
    """One term of ORDER BY."""

    attribute: str
    descending: bool


@dataclass(frozen=True, slots=True)
class BoundSelect:
    """``columns`` is None for all attributes."""

    table: str
    index: str | None
    columns: Columns | None
    condition: ConditionTree | None
    order_by: Sequence[Ordering]


@dataclass(frozen=True, slots=True)
class BoundInsert:
    """``size`` is the item's in bytes."""

    table: str
    item: Item
    size: int


@dataclass(frozen=True, slots=True)
class BoundUpdate:
    table: str
    index: str | None
    update: Update
    condition: ConditionTree | None
    returning: Returning | None


@dataclass(frozen=True, slots=True)
class BoundDelete:
    table: str
    index: str | None
    condition: ConditionTree | None
    returning: Returning | None


@dataclass(frozen=True, slots=True)
class BoundExists:
    """A condition of a transaction of writes: that of its SELECT."""

    table: str
    index: str | None
    condition: ConditionTree | None


BoundWrite: TypeAlias = BoundInsert | BoundUpdate | BoundDelete
Bound: TypeAlias = BoundSelect | BoundWrite | BoundExists


def conjuncts(tree: ConditionTree | None) -> list[ConditionTree]:
    """The conditions that must all hold for ``tree`` to hold, however they are grouped."""
    if tree is None:
        return []
    if not isinstance(tree, And):
        return [tree]
    return [each for part in tree.conditions for each in conjuncts(part)]
