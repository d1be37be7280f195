"""How an item is stored: its size in 4 bytes, big-endian, then its JSON as the wire writes it.

Readers hand the JSON on without decoding it, and count sizes without looking into it.
"""

from __future__ import annotations

from typing import Any

import orjson

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.values.types import Item
from strongroom.storage.engine import Key, Reader

#: The space of a table's store that holds its items.
ITEMS = "items"

MAX_ITEM_SIZE = 400 * 1024

_SIZE_PREFIX = 4
#: No JSON begins so.
_REFERENCE = b"\0"


def encode_item(item: Item, size: int) -> bytes:
    """The stored form of a normalized item of ``size`` bytes."""
    return size.to_bytes(_SIZE_PREFIX) + orjson.dumps(item)


def decode_item(stored: bytes) -> Item:
    """The item of a stored form."""
    item: Any = orjson.loads(memoryview(stored)[_SIZE_PREFIX:])
    return item  # type: ignore[no-any-return]


def item_json(stored: bytes) -> bytes:
    """The JSON of a stored item."""
    return stored[_SIZE_PREFIX:]


def stored_size(stored: bytes) -> int:
    """The size of a stored item as the service counts it, in bytes."""
    return int.from_bytes(stored[:_SIZE_PREFIX])


def reference_to(key: Key, stored: bytes) -> bytes:
    """What stands for the item that is ``stored`` at ``key`` where its size is to be known and nothing else."""
    partition, sort = key
    return stored[:_SIZE_PREFIX] + _REFERENCE + len(partition).to_bytes(2) + partition + sort


def content(reader: Reader, stored: bytes) -> bytes:
    """The stored item, or the one that a reference stands for. Raises LookupError when there is none."""
    if not stored.startswith(_REFERENCE, _SIZE_PREFIX):
        return stored
    start = _SIZE_PREFIX + len(_REFERENCE) + 2
    end = start + int.from_bytes(stored[start - 2 : start])
    item = reader.get(ITEMS, (stored[start:end], stored[end:]))
    if item is None:
        raise LookupError("a reference to an item that is not there")
    return item


def checked_size(item: Item) -> int:
    """The size of a normalized item to put. Raises ServiceError (ValidationException) beyond 400 KB."""
    size = item_size(item)
    if size > MAX_ITEM_SIZE:
        raise errors.validation("Item size has exceeded the maximum allowed size")
    return size
