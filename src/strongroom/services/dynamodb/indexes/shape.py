"""What the entries of an index are: where they lie, and what of an item they hold.

An index is sparse: an item has no entry unless it has every key attribute of the index. An entry is stored as
an item is: its size, then the JSON of the projected attributes, which always include both keys. Where those are
all attributes, it is a reference to the item instead (docs/decisions/0004-index-entries.md).
Source: developer guide, attribute projections of global and of local secondary indexes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from strongroom.services.dynamodb.items import encode_item, reference_to
from strongroom.services.dynamodb.tables.contents import index_space
from strongroom.services.dynamodb.tables.record import Index, TableRecord
from strongroom.services.dynamodb.values.index_keys import IndexKeySchema
from strongroom.services.dynamodb.values.keys import KeySchema
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.write_effects import ItemChange
from strongroom.storage.engine import Entry, Key


class IndexShape:
    """The form of one index's entries. ``projected`` are the attributes they hold; None stands for all."""

    def __init__(self, table: KeySchema, index: Index) -> None:
        self.name = index.name
        self.is_global = index.is_global
        self.space = index_space(index.name)
        self.keys = IndexKeySchema(table, index.partition_keys, index.sort_keys, index.is_global)
        self._key_names = [attribute.name for attribute in self.keys.attributes]
        projection = index.projection
        self.projected: frozenset[str] | None = None
        if projection["ProjectionType"] != "ALL":
            self.projected = self.keys.names.union(projection.get("NonKeyAttributes", ()))

    def entry(self, item: Item, stored: bytes, key: Key) -> Entry | None:
        """The entry of ``item``, which is ``stored`` at ``key`` in the table; None when it has none."""
        entry_key = self.keys.entry_key(item, key)
        return None if entry_key is None else (entry_key, self._content(item, stored, key))

    def entries(self, change: ItemChange) -> tuple[Entry | None, Entry | None]:
        """The entries of the item before and after a change; none when what the index holds of it stays."""
        old, new = change.old_item, change.new_item
        old_entry = new_entry = None
        if new is not None and change.new is not None:
            if old is not None and self._sees_no_difference(old, new):
                return None, None
            new_entry = self.entry(new, change.new, change.key)
        if old is not None and change.old is not None:
            if new is not None and _are_equal(self._key_names, old, new):
                place = None if new_entry is None else new_entry[0]
            else:
                place = self.keys.entry_key(old, change.key)
            old_entry = None if place is None else (place, self._content(old, change.old, change.key))
        return old_entry, new_entry

    def holds(self, name: str) -> bool:
        """Whether entries hold the attribute of that name, if the item has it."""
        return self.projected is None or name in self.projected

    def _sees_no_difference(self, old: Item, new: Item) -> bool:
        return self.projected is not None and _are_equal(self.projected, old, new)

    def _content(self, item: Item, stored: bytes, key: Key) -> bytes:
        projected = self.projected
        if projected is None:
            return reference_to(key, stored)
        kept = {name: value for name, value in item.items() if name in projected}
        return encode_item(kept, item_size(kept))


def _are_equal(names: Iterable[str], one: Item, other: Item) -> bool:
    return all(one.get(name) == other.get(name) for name in names)


def index_shapes(record: TableRecord) -> Mapping[str, IndexShape]:
    """The shapes of a table's indexes by their names; ask with ``Table.derived``."""
    return {index.name: IndexShape(record.key_schema, index) for index in record.indexes}
