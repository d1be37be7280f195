"""Read transactions: several items as they are at one moment, over all tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb.capacity import read_units
from strongroom.services.dynamodb.items import ITEMS, decode_item, item_json, stored_size
from strongroom.services.dynamodb.paging import ItemProjection
from strongroom.services.dynamodb.transactions.actions import ReadAction
from strongroom.services.dynamodb.transactions.limits import check_read_size
from strongroom.services.dynamodb.transactions.participants import Participants, find_participants
from strongroom.storage.engine import Key, Reader

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """What a read transaction found: the items as JSON in the order of the actions, None where there is none
    or a projection leaves nothing of it; and the read units by table, as the request calls it."""

    items: Sequence[bytes | None]
    units: Mapping[str, float]


def run_read_transaction(service: DynamoDB, call: Call, actions: Sequence[ReadAction]) -> ReadOutcome:
    """Read the items of all ``actions``, which are different ones.

    Raises ServiceError: ResourceNotFoundException; ValidationException; TransactionCanceledException when an
    action does not fit its table. Raises TableKeyExpired.
    """
    participants = find_participants(service, call, actions, lambda key: key)
    stored = service.engine.read(participants.stores, lambda readers: _read(participants, readers))
    sizes = [0 if item is None else stored_size(item) for item in stored]
    check_read_size(sum(sizes))
    units = dict.fromkeys(participants.names.values(), 0.0)
    for placed, size in zip(participants.placed, sizes, strict=True):
        units[participants.names[placed.store.name]] += 2 * read_units(size, consistent=True)
    shown = [
        None if item is None else _shown(item, action.projection)
        for item, action in zip(stored, actions, strict=True)
    ]
    return ReadOutcome(shown, units)


def _read(participants: Participants[Key], readers: Mapping[str, Reader]) -> list[bytes | None]:
    return [readers[placed.store.name].get(ITEMS, placed.plan) for placed in participants.placed]


def _shown(stored: bytes, projection: ItemProjection | None) -> bytes | None:
    if projection is None:
        return item_json(stored)
    chosen = projection.apply(decode_item(stored))
    return orjson.dumps(chosen) if chosen else None
