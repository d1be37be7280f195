"""What a Query or Scan reads: a table or one of its indexes."""

from __future__ import annotations

from dataclasses import dataclass

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.entry_sources import PartitionEntries
from strongroom.services.dynamodb.expressions import KeyQuestion
from strongroom.services.dynamodb.expressions.index_key_conditions import index_key_condition
from strongroom.services.dynamodb.indexes.shape import IndexShape, index_shapes
from strongroom.services.dynamodb.items import ITEMS
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.values.keys import (
    KeyAttribute,
    KeySchema,
    SortBounds,
    key_of_entry,
    partition_bytes,
    sort_range,
)
from strongroom.services.dynamodb.values.types import Item
from strongroom.storage.engine import Key, SortRange


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """A table, or the ``index`` of it, and the table's key ``schema``."""

    schema: KeySchema
    index: IndexShape | None = None

    @property
    def is_global_index(self) -> bool:
        return self.index is not None and self.index.is_global

    @property
    def space(self) -> str:
        """The space in the table's store."""
        return ITEMS if self.index is None else self.index.space

    @property
    def key_attributes(self) -> tuple[KeyAttribute, ...]:
        """The key attributes that a query asks for."""
        return self.schema.attributes if self.index is None else self.index.keys.attributes

    def key_of_entry(self, entry: Key) -> Item:
        """The key of what lies at ``entry``, as LastEvaluatedKey tells it: the table's and that of an index."""
        if self.index is None:
            return key_of_entry(self.schema, entry)
        return self.index.keys.key_of_entry(entry)

    def asked_entries(self, question: KeyQuestion, *, descending: bool) -> tuple[PartitionEntries, bool]:
        """The entries that a Query asks for, and whether it has a condition on a sort key.

        Raises ServiceError (ValidationException) when it asks for no such key.
        """
        if self.index is None:
            condition = question.against(self.schema)
            sort = condition.sort
            bounds = SortBounds() if sort is None else sort_range(sort.operator, sort.operands)
            partition, has_range = partition_bytes(condition.partition), sort is not None
        else:
            keys = self.index.keys
            wanted = index_key_condition(question, keys)
            partition, last = keys.partition(wanted.partition), wanted.sort
            operator, operands = (None, ()) if last is None else (last.operator, last.operands)
            bounds = keys.sort_range(wanted.equal, operator, operands)
            has_range = last is not None or bool(wanted.equal)
        within = SortRange(bounds.low, bounds.high, bounds.includes_low, bounds.includes_high)
        return PartitionEntries(partition, within, descending, self.space), has_range


def read_target(table: Table, index_name: str | None) -> ReadTarget:
    """What is read of a table. Raises ServiceError (ValidationException): no such index, or not filled yet."""
    record = table.record
    if index_name is None:
        return ReadTarget(record.key_schema)
    index = record.index(index_name)
    if index is None or index.is_allocating or not index.is_maintained:
        raise errors.validation(f"The table does not have the specified index: {index_name}")
    if index.backfilling:
        raise errors.validation(f"Cannot read from backfilling global secondary index: {index_name}")
    return ReadTarget(record.key_schema, table.derived(index_shapes)[index_name])
