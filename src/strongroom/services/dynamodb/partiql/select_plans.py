"""A bound SELECT as reads of a table with a certain key: one item, some ranges of partitions, or everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from strongroom.model.java_order import member_order
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.entry_sources import PartitionEntries, SpaceEntries
from strongroom.services.dynamodb.expressions import Condition
from strongroom.services.dynamodb.expressions.ast import Path
from strongroom.services.dynamodb.indexes.shape import IndexShape
from strongroom.services.dynamodb.partiql.bound import BoundSelect, Ordering, conjuncts
from strongroom.services.dynamodb.partiql.key_branches import Branch, Branches, branches_of, key_equality
from strongroom.services.dynamodb.partiql.read_keys import ReadKeys
from strongroom.services.dynamodb.read_targets import ReadTarget
from strongroom.services.dynamodb.values.keys import partition_bytes, sort_bytes
from strongroom.storage.engine import Key, SortRange


@dataclass(frozen=True, slots=True)
class SelectPlan:
    """What is read, in this order, and what of it is kept.

    ``item`` is where the one item of the table lies when the statement names its whole key and nothing else.
    ``fetches`` is the local index whose entries are not enough, so that their items are fetched from the table.
    """

    reads: Sequence[PartitionEntries] | SpaceEntries
    filter: Condition | None
    item: Key | None = None
    fetches: IndexShape | None = None


def planned_select(select: BoundSelect, target: ReadTarget) -> SelectPlan:
    """The plan for a table or an index.

    Raises ServiceError (ValidationException): conditions on the key, orders and columns that cannot be.
    """
    named = _named_item(select, target)
    if named is not None:
        if select.columns is not None:
            _refuse_parts_of_keys(select, None, target)
        return SelectPlan((), None, named)
    keys = ReadKeys.of(target)
    condition = None if select.condition is None else Condition(select.condition)
    _refuse_parts_of_keys(select, condition, target)
    branches = branches_of(select.condition, keys)
    if select.order_by:
        _check_order(select, branches, keys)
    if target.index is not None:
        _refuse_unprojected_conditions(target.index, branches)
    fetches = _index_to_fetch_for(select, target)
    if branches is None:
        return SelectPlan(SpaceEntries(space=target.space), condition, fetches=fetches)
    is_exact = len(branches.reads) == 1 and not branches.reads[0].others
    descending = _descends(select.order_by, keys)
    reads = [_read(branch, keys, target.space, descending=descending) for branch in branches.reads]
    if any(term.descending for term in select.order_by if term.attribute == keys.partition.name):
        reads.reverse()
    item = _item(reads[0], keys) if is_exact and len(branches.alternatives) == 1 else None
    return SelectPlan(reads, None if is_exact else condition, item, fetches)


def _named_item(select: BoundSelect, target: ReadTarget) -> Key | None:
    """Where the item lies of a statement that says of each key attribute what it is, and nothing else.

    Most statements are such; they are spared the way through ``branches_of``, which takes many times as long.
    It is also left to tell what is wrong with the values.
    """
    if target.index is not None or select.order_by:
        return None
    attributes = target.schema.attributes
    conditions = conjuncts(select.condition)
    if len(conditions) != len(attributes):
        return None
    parts = [b"", b""]
    for at, attribute in enumerate(attributes):
        values = (key_equality(condition, attribute.name) for condition in conditions)
        value = next((each for each in values if each is not None), None)
        if value is None or not value.get(attribute.type):
            return None
        parts[at] = sort_bytes(value) if at else partition_bytes(value)
    return parts[0], parts[1]


def _read(branch: Branch, keys: ReadKeys, space: str, *, descending: bool) -> PartitionEntries:
    within = branch.within
    return PartitionEntries(
        keys.partition_of(branch.partition),
        SortRange(within.low, within.high, within.includes_low, within.includes_high),
        descending,
        space,
    )


def _item(read: PartitionEntries, keys: ReadKeys) -> Key | None:
    if keys.index is not None:
        return None
    if keys.sort is None:
        return read.partition, b""
    low = read.within.low
    return None if low is None or low != read.within.high else (read.partition, low)


def _index_to_fetch_for(select: BoundSelect, target: ReadTarget) -> IndexShape | None:
    """The index that does not hold all columns. A global one is refused: nothing is fetched for it."""
    index = target.index
    if index is None or select.columns is None:
        return None
    names = dict.fromkeys(str(path.elements[0]) for path in select.columns.paths)
    missing = [name for name in names if not index.holds(name)]
    if missing and index.is_global:
        raise errors.invalid_parameter(
            f"Global secondary index {index.name} does not project [{', '.join(missing)}]"
        )
    return index if missing else None


def _refuse_unprojected_conditions(index: IndexShape, branches: Branches | None) -> None:
    """What the index does not hold cannot be a condition, unless an alternative does without.

    The service tells the attributes of the last alternative, in the order of the hash table that holds them.
    """
    missing: list[str] = []
    for branch in () if branches is None else branches.alternatives:
        names = (str(path.elements[0]) for other in branch.others for path in Condition(other).paths)
        missing = [name for name in dict.fromkeys(names) if not index.holds(name)]
        if not missing:
            return
    if missing:
        raise errors.invalid_parameter(
            f"Secondary index {index.name} does not project one or more filter attributes: "
            f"[{', '.join(member_order(missing))}]"
        )


def _descends(order_by: Sequence[Ordering], keys: ReadKeys) -> bool:
    """Whether sort keys are read downwards: if asked, and, as the service does, in an order that is of the
    partition key alone."""
    of_sort_key = [
        term.descending for term in order_by if keys.sort is not None and term.attribute == keys.sort.name
    ]
    return of_sort_key[0] if of_sort_key else bool(order_by)


def _check_order(select: BoundSelect, branches: Branches | None, keys: ReadKeys) -> None:
    if select.condition is None:
        raise errors.validation("Must have WHERE clause in the statement when using ORDER BY clause.")
    names = [term.attribute for term in select.order_by]
    for name in names:
        if name not in keys.names:
            raise errors.validation(f"Attribute {name} in ORDER BY clause must be part of the primary key")
    if branches is None:
        raise errors.validation(
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause."
        )
    partitions = {str(branch.partition) for branch in branches.alternatives}
    if len(partitions) > 1 and keys.partition.name not in names:
        raise errors.validation(
            "Must have hash key in ORDER BY clause when more than one hash key condition specified "
            "in WHERE clause."
        )


def _refuse_parts_of_keys(select: BoundSelect, condition: Condition | None, target: ReadTarget) -> None:
    names = target.schema.names.union(attribute.name for attribute in target.key_attributes)
    for path in _paths(select, condition):
        if len(path.elements) > 1 and path.elements[0] in names:
            raise errors.validation(
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
                f"Key {path.elements[0]}"
            )


def _paths(select: BoundSelect, condition: Condition | None) -> Iterator[Path]:
    if select.columns is not None:
        yield from select.columns.paths
    if condition is not None:
        yield from condition.paths
