"""Keeping the indexes of a table up with its items, in the transactions that change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from strongroom.services.dynamodb.capacity import write_units
from strongroom.services.dynamodb.indexes.key_rules import refuse_unfit
from strongroom.services.dynamodb.indexes.shape import IndexShape, index_shapes
from strongroom.services.dynamodb.items import stored_size
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.write_effects import ItemChange
from strongroom.storage.engine import Entry, Transaction


class IndexUpkeep:
    """The effect of the indexes of one table: entries are as the items are."""

    def __init__(self, shapes: Sequence[IndexShape]) -> None:
        self._shapes = shapes

    def follow(self, transaction: Transaction, change: ItemChange) -> Mapping[str, float]:
        """Write what has changed in the indexes. Raises ServiceError (ValidationException) when the new item
        has a value that cannot be a key of an index.

        An entry that moves costs two writes, one that stays as it is none.
        Source: developer guide, "Provisioned throughput considerations for Global Secondary Indexes".
        """
        units: dict[str, float] = {}
        for shape in self._shapes:
            old, new = shape.entries(change)
            if new is None and change.new_item is not None:
                refuse_unfit(shape.keys, change.old_item or {}, change.new_item)
            if old is None and new is None:
                continue
            moves = old is not None and (new is None or old[0] != new[0])
            if old is not None and moves:
                transaction.delete(shape.space, old[0])
            if new is not None and new != old:
                transaction.put(shape.space, *new)
            units[shape.name] = _cost(old, new, moves=moves)
        return units


def index_upkeep(record: TableRecord) -> IndexUpkeep | None:
    """What keeps the indexes of a table up; None when it has none."""
    shapes = index_shapes(record)
    maintained = [shapes[index.name] for index in record.indexes if index.is_maintained]
    return IndexUpkeep(maintained) if maintained else None


def _cost(old: Entry | None, new: Entry | None, *, moves: bool) -> float:
    sizes = [stored_size(entry[1]) for entry in (old, new) if entry is not None]
    return sum(map(write_units, sizes)) if moves else write_units(*sizes)
