"""Fills the expiry index of a table on which TTL was enabled, and clears away the index of an earlier setting.

Both go in small steps, each durable with the note of how far it has come, so a restart goes on where they were.
"""

from __future__ import annotations

from functools import partial
from itertools import islice

from strongroom.services.dynamodb.items import ITEMS, decode_item
from strongroom.services.dynamodb.ttl.index import EXPIRY, ExpiryIndex
from strongroom.storage.engine import Key, Reader, Store, Transaction

_READ_AT_ONCE = 250
_REMOVED_AT_ONCE = 200


async def fill(store: Store, index: ExpiryIndex) -> None:
    """Put into the index every item that expires and is not in it.

    Writes keep the index from the moment that TTL was enabled. Those that began before may still be on their
    way to the disk: the first step waits for them.
    """
    if store.read(index.is_filled):
        return
    await store.write(lambda _: None)
    last = store.read(index.filled_up_to)
    while True:
        found, last = await store.read_in_background(partial(_expiring, index, last))
        await store.write(partial(_add, index, found, last))
        if last is None:
            return


async def clear_foreign(store: Store, index: ExpiryIndex) -> None:
    """Remove the entries of settings that are over."""
    while store.read(lambda reader: next(index.foreign_entries(reader), None)) is not None:
        await store.write(partial(_remove_foreign, index))


async def clear(store: Store) -> None:
    """Remove all entries: TTL was disabled."""
    while store.read(lambda reader: next(reader.in_space(EXPIRY), None)) is not None:
        await store.write(_remove_any)


def _expiring(index: ExpiryIndex, after: Key | None, reader: Reader) -> tuple[list[Key], Key | None]:
    """The items that expire among the next ones behind ``after``, and the last that was looked at; None for it
    at the end of the table."""
    found: list[Key] = []
    looked_at = 0
    last = after
    for last, stored in islice(reader.in_space(ITEMS, after=after), _READ_AT_ONCE):
        looked_at += 1
        if index.expiry(decode_item(stored)) is not None:
            found.append(last)
    return found, last if looked_at == _READ_AT_ONCE else None


def _add(index: ExpiryIndex, keys: list[Key], last: Key | None, transaction: Transaction) -> None:
    for key in keys:
        stored = transaction.get(ITEMS, key)
        expiry = None if stored is None else index.expiry(decode_item(stored))
        if expiry is not None:
            index.add(transaction, key, expiry)
    index.note_progress(transaction, last)


def _remove_foreign(index: ExpiryIndex, transaction: Transaction) -> None:
    for key in list(islice(index.foreign_entries(transaction), _REMOVED_AT_ONCE)):
        transaction.delete(EXPIRY, key)


def _remove_any(transaction: Transaction) -> None:
    for key, _ in list(islice(transaction.in_space(EXPIRY), _REMOVED_AT_ONCE)):
        transaction.delete(EXPIRY, key)
