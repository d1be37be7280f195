"""Keys of secondary indexes: where the entry of an item lies in the space of an index.

The partition is made of the index's partition keys as a table's is made of its one. The sort position is made
of the index's sort keys, one behind the other, and of the table's key, so that entries with equal index keys
are different ones and have an order. All parts but the last are delimited: a zero byte in them is followed by
0xff, and 0x00 0x01 ends them, which keeps the order of the values whatever follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.services.dynamodb.values.keys import (
    HASH_SIZE,
    MAX_PARTITION_KEY_SIZE,
    MAX_SORT_KEY_SIZE,
    EntryKey,
    KeyAttribute,
    KeySchema,
    SortBounds,
    behind_prefix,
    decode_content,
    encode_content,
    hashed,
)
from strongroom.services.dynamodb.values.types import AttributeValue, Item

_END = b"\0\x01"


@dataclass(frozen=True, slots=True)
class IndexKeySchema:
    """The key attributes of an index, and those of its table.

    ``sort_keys`` are none, one or (of a global index) several. A local index has the table's partition key.
    """

    table: KeySchema
    partition_keys: tuple[KeyAttribute, ...]
    sort_keys: tuple[KeyAttribute, ...]
    is_global: bool

    @property
    def attributes(self) -> tuple[KeyAttribute, ...]:
        """The key attributes of the index in the order of its schema."""
        return (*self.partition_keys, *self.sort_keys)

    @property
    def names(self) -> frozenset[str]:
        """The names of the key attributes of the index and of its table."""
        return self.table.names.union(attribute.name for attribute in self.attributes)

    def entry_key(self, item: Item, table_key: EntryKey) -> EntryKey | None:
        """Where the entry of the item at ``table_key`` lies; None when it has none.

        It has one when it has every key attribute of the index, of the right type, neither empty nor too long.
        """
        sorts = _encoded(self.sort_keys, item, MAX_SORT_KEY_SIZE)
        if sorts is None:
            return None
        if not self.is_global:
            return table_key[0], b"".join(map(_delimited, sorts)) + table_key[1]
        partitions = _encoded(self.partition_keys, item, MAX_PARTITION_KEY_SIZE)
        if partitions is None:
            return None
        unique = _delimited(table_key[0][HASH_SIZE + 1 :]) + table_key[1]
        return self._partition(partitions), b"".join(map(_delimited, sorts)) + unique

    def key_of_entry(self, entry: EntryKey) -> Item:
        """The key attributes of the index and of the table of the entry at ``entry``."""
        typed, (*sorts, last) = entry[0][HASH_SIZE:], self._parts(entry[1])
        partitions = typed.split(_END, len(self.partition_keys) - 1)
        key = {
            attribute.name: decode_content(attribute.type, _plain(part[1:], is_last=at == len(partitions) - 1))
            for at, (attribute, part) in enumerate(zip(self.partition_keys, partitions, strict=True))
        }
        attributes = [*self.sort_keys, *([self.table.partition] if self.is_global else [])]
        for attribute, part in zip(attributes, sorts, strict=True):
            key[attribute.name] = decode_content(attribute.type, _plain(part))
        if self.table.sort is not None:
            key[self.table.sort.name] = decode_content(self.table.sort.type, last)
        return key

    def table_key(self, entry: EntryKey) -> EntryKey:
        """Where the item of the entry at ``entry`` lies in the table."""
        *others, last = self._parts(entry[1])
        if not self.is_global:
            return entry[0], last
        return hashed(self.table.partition.type.encode() + _plain(others[-1])), last

    def partition(self, values: Sequence[AttributeValue]) -> bytes:
        """The partition of what has these values of the partition keys, of the types of the schema."""
        return self._partition(
            [
                encode_content(attribute.type, value[attribute.type])
                for attribute, value in zip(self.partition_keys, values, strict=True)
            ]
        )

    def sort_range(
        self, equal: Sequence[AttributeValue], operator: str | None, operands: Sequence[AttributeValue]
    ) -> SortBounds:
        """The sort positions whose first sort keys are ``equal`` to these values, and the next of which fulfils
        ``operator`` (see ``values.keys.sort_range``; None when it does not matter)."""
        prefix = b"".join(_delimited(_bytes_of(value)) for value in equal)
        if operator is None:
            return _behind(prefix, prefix) if prefix else SortBounds()
        low = prefix + _escaped(_bytes_of(operands[0]))
        if operator == "begins_with":
            return _behind(low, low)
        low += _END
        if operator == "=":
            return _behind(low, low)
        if operator == "BETWEEN":
            return _behind(low, prefix + _delimited(_bytes_of(operands[1])))
        if operator in ("<", "<="):
            high = low if operator == "<" else behind_prefix(low)
            return SortBounds(prefix, high, includes_high=False)
        end = behind_prefix(prefix) if prefix else None
        return SortBounds(low if operator == ">=" else behind_prefix(low), end, includes_high=False)

    def _partition(self, encoded: Sequence[bytes]) -> bytes:
        if len(encoded) == 1:
            return hashed(self.partition_keys[0].type.encode() + encoded[0])
        parts = [*map(_escaped, encoded[:-1]), encoded[-1]]
        kinds = [attribute.type.encode() for attribute in self.partition_keys]
        return hashed(_END.join(kind + part for kind, part in zip(kinds, parts, strict=True)))

    def _parts(self, position: bytes) -> list[bytes]:
        return position.split(_END, len(self.sort_keys) + self.is_global)


def _encoded(attributes: Sequence[KeyAttribute], item: Item, most: int) -> list[bytes] | None:
    encoded = []
    size = 0
    for attribute in attributes:
        value = item.get(attribute.name)
        content = None if value is None else value.get(attribute.type)
        if not content:
            return None
        part = encode_content(attribute.type, content)
        size += len(part)
        encoded.append(part)
    return encoded if size <= most else None


def _bytes_of(value: AttributeValue) -> bytes:
    ((kind, content),) = value.items()
    return encode_content(kind, content)


def _escaped(encoded: bytes) -> bytes:
    return encoded.replace(b"\0", b"\0\xff") if 0 in encoded else encoded


def _delimited(encoded: bytes) -> bytes:
    return _escaped(encoded) + _END


def _plain(escaped: bytes, *, is_last: bool = False) -> bytes:
    return escaped if is_last else escaped.replace(b"\0\xff", b"\0")


def _behind(low: bytes, prefix: bytes) -> SortBounds:
    """From ``low`` to everything that begins with ``prefix``."""
    return SortBounds(low, behind_prefix(prefix), includes_high=False)
