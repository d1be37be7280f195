"""The one place where an item changes.

PutItem, UpdateItem, DeleteItem and BatchWriteItem describe what they want as an ``ItemWrite``, and
``write_item`` does it inside a transactional function of the table's store. Whatever has to happen with every
change of an item (secondary indexes, stream records) belongs into ``write_item``: it knows the item before and
after the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.items import ITEMS, MAX_ITEM_SIZE, decode_item, encode_item
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.values.validation import check_nesting
from strongroom.storage.engine import Key, Transaction


class ItemCondition(Protocol):
    """What must be true of an item before it is written, or read on."""

    def matches(self, item: Item) -> bool:
        """Whether the item (empty when there is none) fulfils the condition."""
        ...


class ItemUpdate(Protocol):
    """A change of some of an item's attributes."""

    def apply(self, item: Item, *, exists: bool = True) -> Item:
        """The changed item; ``item`` itself stays as it is, and is a bare key when no item ``exists``.

        Raises ServiceError when the item cannot be changed so.
        """
        ...


@dataclass(frozen=True, slots=True)
class Put:
    """Replace the whole item by ``stored``."""

    stored: bytes


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove the item, if there is one."""


@dataclass(frozen=True, slots=True)
class Check:
    """Leave the item as it is: only the condition matters."""


@dataclass(frozen=True, slots=True)
class Update:
    """Apply ``update`` to the item, or to its bare key when there is none.

    An update that leaves nothing but the key makes no new item, unless ``creates_bare_item``.
    """

    key: Item
    update: ItemUpdate
    creates_bare_item: bool = False


@dataclass(frozen=True, slots=True)
class ItemWrite:
    """One write of one item.

    ``reads_old`` is False only when nobody needs to know what was there: no condition, no answer, no index.
    ``tells_item`` hands the item that fails the condition to the client.
    """

    key: Key
    change: Put | Delete | Update | Check
    condition: ItemCondition | None = None
    reads_old: bool = True
    tells_item: bool = False


class Written(NamedTuple):
    """The stored item before and after a write; None where there is none (or it was not read)."""

    old: bytes | None
    new: bytes | None


def write_item(transaction: Transaction, write: ItemWrite) -> Written:
    """Do one write, or check. Raises ServiceError, having changed nothing: ConditionalCheckFailedException when
    the condition does not hold, ValidationException when an update does not fit the item."""
    old = transaction.get(ITEMS, write.key) if write.reads_old else None
    change = write.change
    if write.condition is not None or isinstance(change, Update | Check):
        item = None if old is None else decode_item(old)
        if write.condition is not None and not write.condition.matches(item or {}):
            raise _condition_failed(item if write.tells_item else None)
        if isinstance(change, Check):
            return Written(old, old)
        new = _updated(change, item, old) if isinstance(change, Update) else _replacement(change)
    else:
        new = _replacement(change)
    if new is None:
        transaction.delete(ITEMS, write.key)
    elif new is not old:
        transaction.put(ITEMS, write.key, new)
    return Written(old, new)


def _replacement(change: Put | Delete) -> bytes | None:
    return change.stored if isinstance(change, Put) else None


def _updated(change: Update, item: Item | None, old: bytes | None) -> bytes | None:
    before = change.key if item is None else item
    after = change.update.apply(before, exists=item is not None)
    if after == before and (item is not None or not change.creates_bare_item):
        return old
    size = item_size(after)
    if size > MAX_ITEM_SIZE:
        raise errors.validation("Item size to update has exceeded the maximum allowed size")
    check_nesting(after)
    return encode_item(after, size)


def _condition_failed(item: Item | None) -> ServiceError:
    error = ServiceError("ConditionalCheckFailedException", "The conditional request failed")
    if item is not None:
        error.fields["Item"] = item
    return error
