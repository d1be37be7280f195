"""The key by which a SELECT reads a table or an index: which attributes it has, and where their values lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.services.dynamodb.read_targets import ReadTarget
from strongroom.services.dynamodb.values.index_keys import IndexKeySchema
from strongroom.services.dynamodb.values.keys import (
    KeyAttribute,
    KeySchema,
    SortBounds,
    partition_bytes,
    sort_range,
)
from strongroom.services.dynamodb.values.types import AttributeValue


@dataclass(frozen=True, slots=True)
class ReadKeys:
    """The partition key and perhaps the sort key of a table, or of an index that has one of either kind."""

    partition: KeyAttribute
    sort: KeyAttribute | None
    index: IndexKeySchema | None = None

    @classmethod
    def of_table(cls, schema: KeySchema) -> ReadKeys:
        return cls(schema.partition, schema.sort)

    @classmethod
    def of(cls, target: ReadTarget) -> ReadKeys:
        """The key of what is read; of an index, that of the index."""
        if target.index is None:
            return cls.of_table(target.schema)
        keys = target.index.keys
        return cls(keys.partition_keys[0], keys.sort_keys[0] if keys.sort_keys else None, keys)

    @property
    def attributes(self) -> Sequence[KeyAttribute]:
        return (self.partition,) if self.sort is None else (self.partition, self.sort)

    @property
    def names(self) -> frozenset[str]:
        """The names of the attributes."""
        return frozenset(attribute.name for attribute in self.attributes)

    def partition_of(self, value: AttributeValue) -> bytes:
        """The partition of everything with this normalized partition key."""
        return partition_bytes(value) if self.index is None else self.index.partition([value])

    def sort_range(self, operator: str, operands: tuple[AttributeValue, ...]) -> SortBounds:
        """The sort positions that fulfil a condition on the sort key; see ``values.keys.sort_range``."""
        if self.index is None:
            return sort_range(operator, operands)
        return self.index.sort_range((), operator, operands)
