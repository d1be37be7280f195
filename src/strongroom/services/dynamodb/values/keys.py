"""Primary keys: what they look like, what is checked of them, and where an item lies in its space.

The partition of an entry is the 8-byte BLAKE2b hash of the typed value of the partition key, then the typed
value: a scan walks in the order of the hashes, and a range of hashes is a segment of a parallel scan. The sort
position is an encoding of the sort key whose byte order is the order of the values.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, TypeAlias

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.numbers import decode_number, encode_number, format_number
from strongroom.services.dynamodb.values.types import AttributeValue, Item

KeyType = Literal["S", "N", "B"]

#: Where an item lies: the partition, and the position within it.
EntryKey: TypeAlias = tuple[bytes, bytes]

MAX_PARTITION_KEY_SIZE = 2048
MAX_SORT_KEY_SIZE = 1024

#: The bytes of a partition that are the hash of its key.
HASH_SIZE = 8
_NO_SORT = b""


@dataclass(frozen=True, slots=True)
class KeyAttribute:
    """One attribute of a key: its name and its type."""

    name: str
    type: KeyType


@dataclass(frozen=True, slots=True)
class KeySchema:
    """The attributes of a primary key or an index key: the partition key and, if there is one, the sort key."""

    partition: KeyAttribute
    sort: KeyAttribute | None = None

    @property
    def attributes(self) -> tuple[KeyAttribute, ...]:
        """The attributes in the order of the schema."""
        return (self.partition,) if self.sort is None else (self.partition, self.sort)

    @property
    def names(self) -> frozenset[str]:
        """The names of the attributes."""
        return frozenset(attribute.name for attribute in self.attributes)


@dataclass(frozen=True, slots=True)
class SortBounds:
    """A range of sort positions; ``None`` leaves an end open."""

    low: bytes | None = None
    high: bytes | None = None
    includes_low: bool = True
    includes_high: bool = True


def entry_key_of_item(schema: KeySchema, item: Item) -> EntryKey:
    """Where a normalized item lies.

    Raises ServiceError (ValidationException) when a key attribute is missing, has another type than the schema
    says, is empty or too long.
    """
    partition = _checked_attribute_of_item(schema.partition, item)
    position = _NO_SORT if schema.sort is None else _checked_attribute_of_item(schema.sort, item)
    _check_sizes(partition, position)
    return _partition(schema.partition.type, partition), position


def entry_key_of_key(schema: KeySchema, key: Mapping[str, AttributeValue]) -> EntryKey:
    """Where the item with the normalized key ``key`` lies.

    Raises ServiceError (ValidationException) when ``key`` has other attributes or other types than the schema
    says, or when one is empty or too long.
    """
    sort = schema.sort
    if len(key) != (1 if sort is None else 2):
        raise _not_of_schema()
    partition = _checked_attribute_of_key(schema.partition, key)
    position = _NO_SORT if sort is None else _checked_attribute_of_key(sort, key)
    _check_sizes(partition, position)
    return _partition(schema.partition.type, partition), position


def key_of_item(schema: KeySchema, item: Item) -> Item:
    """The key attributes of an item."""
    return {attribute.name: item[attribute.name] for attribute in schema.attributes}


def key_of_entry(schema: KeySchema, entry: EntryKey) -> Item:
    """The key of the item that lies at ``entry``."""
    partition, position = entry
    key = {schema.partition.name: decode_content(schema.partition.type, partition[HASH_SIZE + 1 :])}
    if schema.sort is not None:
        key[schema.sort.name] = decode_content(schema.sort.type, position)
    return key


def partition_bytes(value: AttributeValue) -> bytes:
    """The partition of all items whose partition key has this normalized value."""
    ((kind, content),) = value.items()
    return _partition(kind, encode_content(kind, content))


def sort_bytes(value: AttributeValue) -> bytes:
    """The sort position of this normalized value."""
    ((kind, content),) = value.items()
    return encode_content(kind, content)


def sort_range(operator: str, operands: tuple[AttributeValue, ...]) -> SortBounds:
    """The sort positions that fulfil a condition on the sort key.

    ``operator`` is ``=``, ``<``, ``<=``, ``>``, ``>=``, ``BETWEEN`` (two operands) or ``begins_with``.
    """
    low = sort_bytes(operands[0])
    if operator == "=":
        return SortBounds(low, low)
    if operator == "<":
        return SortBounds(None, low, includes_high=False)
    if operator == "<=":
        return SortBounds(None, low)
    if operator == ">":
        return SortBounds(low, None, includes_low=False)
    if operator == ">=":
        return SortBounds(low, None)
    if operator == "BETWEEN":
        return SortBounds(low, sort_bytes(operands[1]))
    if operator == "begins_with":
        return SortBounds(low, behind_prefix(low), includes_high=False)
    raise ValueError(f"no condition on a sort key: {operator}")


def segment_bounds(segment: int, total: int) -> tuple[bytes | None, bytes | None]:
    """The partitions of one segment of a parallel scan: from the first (included) to the second (excluded)."""
    space = 1 << (8 * HASH_SIZE)
    low, high = segment * space // total, (segment + 1) * space // total
    return (
        low.to_bytes(HASH_SIZE) if segment else None,
        high.to_bytes(HASH_SIZE) if segment + 1 < total else None,
    )


def partition_key_too_long() -> ServiceError:
    """The refusal of a partition key beyond its limit."""
    return errors.invalid_parameter("Size of hashkey has exceeded the maximum size limit of2048 bytes")


def sort_key_too_long() -> ServiceError:
    """The refusal of a sort key beyond its limit."""
    return errors.invalid_parameter(
        "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
    )


def _partition(kind: str, encoded: bytes) -> bytes:
    return hashed(kind.encode() + encoded)


def hashed(typed: bytes) -> bytes:
    """The partition of what has the typed key value(s) ``typed``: their hash, then themselves."""
    return blake2b(typed, digest_size=HASH_SIZE).digest() + typed


def encode_content(kind: str, content: str) -> bytes:
    """A key value of a kind as bytes whose order is the order of the values."""
    if kind == "S":
        return content.encode()
    if kind == "N":
        return encode_number(content)
    return b64decode(content)


def decode_content(kind: KeyType, encoded: bytes) -> AttributeValue:
    """The key value that ``encode_content`` has encoded."""
    if kind == "S":
        return {"S": encoded.decode()}
    if kind == "N":
        return {"N": format_number(decode_number(encoded))}
    return {"B": b64encode(encoded).decode("ascii")}


def behind_prefix(prefix: bytes) -> bytes | None:
    """The first bytes that come behind everything that begins with ``prefix``; None when nothing does."""
    significant = prefix.rstrip(b"\xff")
    if not significant:
        return None
    return significant[:-1] + bytes([significant[-1] + 1])


def _checked_attribute_of_item(attribute: KeyAttribute, item: Item) -> bytes:
    value = item.get(attribute.name)
    if value is None:
        raise errors.invalid_parameter(f"Missing the key {attribute.name} in the item")
    content = value.get(attribute.type)
    if content is None:
        raise errors.invalid_parameter(
            f"Type mismatch for key {attribute.name} expected: {attribute.type} actual: {next(iter(value))}"
        )
    if not content:
        raise _empty(attribute)
    return encode_content(attribute.type, content)


def _checked_attribute_of_key(attribute: KeyAttribute, key: Mapping[str, AttributeValue]) -> bytes:
    content = key.get(attribute.name, {}).get(attribute.type)
    if content is None:
        raise _not_of_schema()
    if not content:
        raise _empty(attribute)
    return encode_content(attribute.type, content)


def _check_sizes(partition: bytes, position: bytes) -> None:
    if len(partition) > MAX_PARTITION_KEY_SIZE:
        raise partition_key_too_long()
    if len(position) > MAX_SORT_KEY_SIZE:
        raise sort_key_too_long()


def _not_of_schema() -> Exception:
    return errors.validation("The provided key element does not match the schema")


def _empty(attribute: KeyAttribute) -> Exception:
    kind = "string" if attribute.type == "S" else "binary"
    return errors.validation(
        "One or more parameter values are not valid. "
        f"The AttributeValue for a key attribute cannot contain an empty {kind} value. Key: {attribute.name}"
    )
