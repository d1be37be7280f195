"""The one place where an item changes.

PutItem, UpdateItem, DeleteItem and BatchWriteItem describe what they want as an ``ItemWrite``, and
``write_item`` does it inside a transactional function of the table's store, with the effects that the table's
indexes and stream ask for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.items import ITEMS, MAX_ITEM_SIZE, decode_item, encode_item
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.values.validation import check_nesting
from strongroom.services.dynamodb.write_effects import NO_UNITS, ItemChange, WriteEffect
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


class Update(NamedTuple):
    """Apply ``update`` to the item, or to its bare key when there is none.

    An update that leaves nothing but the key makes no new item, unless ``creates_bare_item``.
    """

    key: Item
    update: ItemUpdate
    creates_bare_item: bool = False


class ItemWrite(NamedTuple):
    """One write of one item.

    ``reads_old`` is False only when neither a condition nor the answer needs to know what was there.
    ``tells_item`` hands the item that fails the condition to the client. ``by_service`` tells that no client
    asked for the write.
    """

    key: Key
    change: Put | Delete | Update | Check
    condition: ItemCondition | None = None
    reads_old: bool = True
    tells_item: bool = False
    by_service: bool = False


class Written(NamedTuple):
    """The stored item before and after a write; None where there is none (or it was not read).

    ``index_units`` are the write units that the table's indexes cost, by index name.
    """

    old: bytes | None
    new: bytes | None
    index_units: Mapping[str, float] = NO_UNITS


def write_item(transaction: Transaction, write: ItemWrite, effects: Sequence[WriteEffect]) -> Written:
    """Do one write, or check, and what follows from it.

    Raises ServiceError: ConditionalCheckFailedException when the condition does not hold, ValidationException
    when an update does not fit the item or the item does not fit an index. The transaction must then be given
    up, for some of the write may have been done.
    """
    old = transaction.get(ITEMS, write.key) if write.reads_old or effects else None
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
    if not effects or new == old:
        return Written(old, new)
    change_of_item = ItemChange(write.key, old, new, by_service=write.by_service)
    return Written(old, new, _follow(transaction, change_of_item, effects))


def _follow(
    transaction: Transaction, change: ItemChange, effects: Sequence[WriteEffect]
) -> Mapping[str, float]:
    units: dict[str, float] = {}
    for effect in effects:
        units |= effect.follow(transaction, change)
    return units


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
