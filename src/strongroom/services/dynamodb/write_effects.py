"""What follows every change of an item: index entries are kept, stream records written.

An effect is of one table and runs inside the transaction of the change, so that it is durable with it or not at
all. A table without indexes and stream has none, and its writes pay nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Final, Protocol, TypeAlias

from strongroom.services.dynamodb.items import decode_item
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.values.types import Item
from strongroom.storage.engine import Key, Transaction

#: What an effect costs that is no index.
NO_UNITS: Final[Mapping[str, float]] = MappingProxyType({})


class ItemChange:
    """One item that becomes another: stored bytes, None where there is no item. The two always differ.

    ``by_service`` tells that the service itself made the change: it deleted an item that has expired.
    """

    def __init__(self, key: Key, old: bytes | None, new: bytes | None, *, by_service: bool = False) -> None:
        self.key = key
        self.old = old
        self.new = new
        self.by_service = by_service

    @cached_property
    def old_item(self) -> Item | None:
        return None if self.old is None else decode_item(self.old)

    @cached_property
    def new_item(self) -> Item | None:
        return None if self.new is None else decode_item(self.new)


class WriteEffect(Protocol):
    """What follows the changes of the items of one table."""

    def follow(self, transaction: Transaction, change: ItemChange) -> Mapping[str, float]:
        """Do it, and tell the write units that it costs by index name.

        Raises ServiceError when the new item cannot be; the change is then undone with the whole transaction.
        """
        ...


EffectMaker: TypeAlias = Callable[[TableRecord], WriteEffect | None]


class WriteEffects:
    """Knows the effects of every table; ``makers`` tell, each of its kind, what a table has."""

    def __init__(self, makers: Sequence[EffectMaker]) -> None:
        self._makers = makers

    def of(self, table: Table) -> Sequence[WriteEffect]:
        """The table's effects now. Ask inside the transactional function: an effect may come with an index
        that is added while a write waits."""
        return table.derived(self._make)

    def _make(self, record: TableRecord) -> Sequence[WriteEffect]:
        made = (maker(record) for maker in self._makers)
        return tuple(effect for effect in made if effect is not None)
