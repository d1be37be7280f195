"""When something becomes due on a key: each key of which there is such a date has one entry here, by date.

``keys.put`` keeps the entries; ``upkeep`` does what is due.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from strongroom.services.kms.arns import Scope
from strongroom.storage.engine import Reader, SortRange, Transaction

SPACE = "kms:agenda"
_AGENDA = b"agenda"


def move(
    transaction: Transaction, scope: Scope, key_id: str, before: float | None, after: float | None
) -> None:
    """Move the key's entry from one date to another; None is no date."""
    if before == after:
        return
    if before is not None:
        transaction.delete(SPACE, (_AGENDA, _position(scope, key_id, before)))
    if after is not None:
        transaction.put(SPACE, (_AGENDA, _position(scope, key_id, after)), scope.partition)


def due(reader: Reader, now: float) -> Iterator[tuple[Scope, str]]:
    """The keys whose date has come, by scope and key id."""
    # Positive floating point numbers have the order of their big-endian bytes.
    until = SortRange(high=struct.pack(">d", now) + b"\xff")
    for (_, position), partition in reader.in_partition(SPACE, _AGENDA, until):
        account, _, region = partition.decode("ascii").partition("/")
        yield Scope(account, region), position[8:].partition(b"/")[0].decode("ascii")


def _position(scope: Scope, key_id: str, date: float) -> bytes:
    return struct.pack(">d", date) + f"{key_id}/".encode("ascii") + scope.partition
