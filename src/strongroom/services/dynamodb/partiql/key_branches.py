"""Which parts of which partitions a WHERE clause can be fulfilled in.

A clause is taken as alternatives, each of which names one partition and perhaps a range of sort keys; they are
what is read. When some alternative names no partition the whole table is read. Source: developer guide,
"PartiQL select statements for DynamoDB"; what the service refuses of such clauses, as observed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TypeAlias

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions.ast import (
    And,
    Between,
    Call,
    Comparison,
    ConditionTree,
    In,
    Literal,
    Node,
    Not,
    Operand,
    Or,
    Path,
    parts_of,
)
from strongroom.services.dynamodb.partiql.read_keys import ReadKeys
from strongroom.services.dynamodb.partiql.refusals import wrong_key_type
from strongroom.services.dynamodb.values.comparison import compare
from strongroom.services.dynamodb.values.keys import KeyAttribute, SortBounds
from strongroom.services.dynamodb.values.types import AttributeValue

_MOST_READS = 50
_TURNED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ANYWHERE = SortBounds()
_NOWHERE = SortBounds(b"", b"", includes_high=False)

#: Conditions that must hold together.
_Alternative: TypeAlias = tuple[ConditionTree, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One partition and a range in it, and what else the alternative demands of what lies there."""

    partition: AttributeValue
    within: SortBounds
    others: _Alternative = ()


@dataclass(frozen=True, slots=True)
class Branches:
    """All alternatives in the order of their partitions' values, and what is to be read of them: the ranges
    that are not empty, none overlapping."""

    alternatives: Sequence[Branch]
    reads: Sequence[Branch]


def branches_of(tree: ConditionTree | None, keys: ReadKeys) -> Branches | None:
    """The branches of a WHERE clause; None when everything must be read.

    Raises ServiceError (ValidationException): ranges that overlap, too many of them, values of another type
    than the key's.
    """
    if tree is None or not _names_partition(tree, keys):
        return None
    alternatives = _alternatives(tree, keys)
    in_order = sorted((_branch(each, keys) for each in alternatives), key=cmp_to_key(_order))
    there = [branch for branch in in_order if not _is_empty(branch.within)]
    return Branches(in_order, _without_overlaps(there, keys.sort))


def key_equality(tree: ConditionTree, name: str) -> AttributeValue | None:
    """The value that a condition demands the attribute ``name`` to equal; None for another condition."""
    found = _comparison_with_value(tree, name)
    return found[1] if found is not None and found[0] == "=" else None


def _names_partition(tree: ConditionTree, keys: ReadKeys) -> bool:
    if isinstance(tree, And):
        return any(_names_partition(each, keys) for each in tree.conditions)
    if isinstance(tree, Or):
        return all(_names_partition(each, keys) for each in tree.conditions)
    name = keys.partition.name
    return key_equality(tree, name) is not None or _choices(tree, name) is not None


def _alternatives(tree: ConditionTree, keys: ReadKeys) -> list[_Alternative]:
    """The alternatives of a clause; what says nothing about the key stays as it is written."""
    if not _is_about(tree, keys.names):
        return [(tree,)]
    if isinstance(tree, And):
        together: list[_Alternative] = [()]
        for each in tree.conditions:
            more = _alternatives(each, keys)
            if len(together) * len(more) > _MOST_READS:
                raise _too_many_reads()
            together = [(*one, *other) for one in together for other in more]
        return together
    if isinstance(tree, Or):
        alternatives = [one for each in tree.conditions for one in _alternatives(each, keys)]
    else:
        alternatives = [(one,) for one in _equalities(tree, keys)]
    if len(alternatives) > _MOST_READS:
        raise _too_many_reads()
    return alternatives


def _equalities(tree: ConditionTree, keys: ReadKeys) -> Sequence[ConditionTree]:
    """``IN`` of a key attribute as an equality for each choice; another condition by itself."""
    for attribute in keys.attributes:
        choices = _choices(tree, attribute.name)
        if choices is not None:
            return [Comparison("=", Path((attribute.name,)), Literal(choice)) for choice in choices]
    return (tree,)


def _branch(alternative: _Alternative, keys: ReadKeys) -> Branch:
    """The branch of an alternative, which names the partition; empty when its conditions on the key contradict
    each other."""
    partitions: list[AttributeValue] = []
    within = _ANYWHERE
    others: list[ConditionTree] = []
    for condition in alternative:
        value = key_equality(condition, keys.partition.name)
        bounds = None if keys.sort is None else _sort_bounds(condition, keys.sort, keys)
        if value is not None:
            _check_type(keys.partition, value)
            partitions.append(value)
        elif bounds is not None:
            within = _intersection(within, bounds)
        else:
            others.append(condition)
    if any(value != partitions[0] for value in partitions):
        within = _NOWHERE
    return Branch(partitions[0], within, tuple(others))


def _sort_bounds(condition: ConditionTree, sort: KeyAttribute, keys: ReadKeys) -> SortBounds | None:
    """The range that a condition on the sort key leaves; None for a condition that leaves no range."""
    operator: str
    operands: tuple[AttributeValue, ...]
    found = _comparison_with_value(condition, sort.name)
    path = Path((sort.name,))
    if found is not None:
        operator, operands = found[0], (found[1],)
    elif isinstance(condition, Between) and condition.operand == path:
        lower, upper = _value(condition.lower), _value(condition.upper)
        if lower is None or upper is None:
            return None
        operator, operands = "BETWEEN", (lower, upper)
    elif isinstance(condition, Call) and condition.function == "begins_with" and condition.operands[0] == path:
        prefix = _value(condition.operands[1])
        if prefix is None:
            return None
        operator, operands = "begins_with", (prefix,)
    else:
        return None
    for operand in operands:
        _check_type(sort, operand)
    return keys.sort_range(operator, operands)


def _without_overlaps(branches: Sequence[Branch], sort: KeyAttribute | None) -> Sequence[Branch]:
    """Refuses ranges of one partition that overlap, but where one excludes sort keys: then all of the partition
    is read."""
    apart: list[Branch] = []
    for partition, together in groupby(branches, key=attrgetter("partition")):
        ranges = list(together)
        if all(_is_behind(before.within, after.within) for before, after in pairwise(ranges)):
            apart += ranges
            continue
        others = tuple(each for one in ranges for each in one.others)
        if sort is None or not any(_excludes(other, sort.name) for other in others):
            raise errors.validation("Overlapping conditions with range keys are not supported in where clause")
        apart.append(Branch(partition, _ANYWHERE, others))
    return apart


def _order(one: Branch, other: Branch) -> int:
    by_partition = compare(one.partition, other.partition) or 0
    if by_partition:
        return by_partition
    mine, theirs = (_low_end(branch.within) for branch in (one, other))
    return (mine > theirs) - (mine < theirs)


def _low_end(within: SortBounds) -> tuple[bool, bytes, bool]:
    return within.low is not None, within.low or b"", not within.includes_low


def _is_behind(before: SortBounds, after: SortBounds) -> bool:
    """Whether all of ``after`` lies behind all of ``before``."""
    if before.high is None or after.low is None:
        return False
    if before.high != after.low:
        return before.high < after.low
    return not (before.includes_high and after.includes_low)


def _intersection(one: SortBounds, other: SortBounds) -> SortBounds:
    low = max(one, other, key=_low_end)
    high = min(one, other, key=lambda each: (each.high is None, each.high or b"", each.includes_high))
    return SortBounds(low.low, high.high, low.includes_low, high.includes_high)


def _is_empty(within: SortBounds) -> bool:
    if within.low is None or within.high is None:
        return False
    if within.low != within.high:
        return within.low > within.high
    return not (within.includes_low and within.includes_high)


def _comparison_with_value(tree: ConditionTree, name: str) -> tuple[str, AttributeValue] | None:
    """The operator and the value of a comparison of the attribute, other than ``<>``, whichever comes first."""
    if not isinstance(tree, Comparison) or tree.operator == "<>":
        return None
    path = Path((name,))
    if tree.left == path and isinstance(tree.right, Literal):
        return tree.operator, tree.right.value
    if tree.right == path and isinstance(tree.left, Literal):
        return _TURNED[tree.operator], tree.left.value
    return None


def _choices(tree: ConditionTree, name: str) -> Sequence[AttributeValue] | None:
    """The values that ``IN`` gives the attribute."""
    if not isinstance(tree, In) or tree.operand != Path((name,)):
        return None
    values = [choice.value for choice in tree.choices if isinstance(choice, Literal)]
    return values if len(values) == len(tree.choices) else None


def _value(operand: Operand) -> AttributeValue | None:
    return operand.value if isinstance(operand, Literal) else None


def _excludes(condition: ConditionTree, name: str) -> bool:
    if isinstance(condition, Not):
        return _is_about(condition, frozenset((name,)))
    return (
        isinstance(condition, Comparison)
        and condition.operator == "<>"
        and (Path((name,)) in (condition.left, condition.right))
    )


def _is_about(tree: ConditionTree, names: frozenset[str]) -> bool:
    stack: list[Node] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Path) and node.elements[0] in names:
            return True
        stack.extend(parts_of(node))
    return False


def _check_type(attribute: KeyAttribute, value: AttributeValue) -> None:
    content = value.get(attribute.type)
    if content is None:
        raise wrong_key_type(attribute.name)
    if not content:
        kind = "string" if attribute.type == "S" else "binary"
        raise errors.validation(
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            f"cannot contain an empty {kind} value. Key: {attribute.name}"
        )


def _too_many_reads() -> Exception:
    return errors.validation("Too many decomposed read operations for a given query.")
