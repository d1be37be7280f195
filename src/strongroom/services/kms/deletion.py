"""The end of a key: when its waiting period is over, its material, record, aliases and grants are erased.

A key whose time has come does not exist for any call; the sweep takes it out of the catalog.
Source: KMS developer guide, "Deleting AWS KMS keys".
"""

from __future__ import annotations

import struct

from strongroom.services.kms import aliases, grants, keys
from strongroom.services.kms.arns import Scope
from strongroom.services.kms.keys import KmsKey
from strongroom.storage.engine import Reader, SortRange, Transaction

SPACE = "kms:deletions"
_AGENDA = b"agenda"


def schedule(transaction: Transaction, key: KmsKey) -> None:
    """Store a key that now has a deletion date, and put the date on the agenda of the sweep."""
    keys.put(transaction, key)
    transaction.put(SPACE, (_AGENDA, _position(key)), key.scope.partition)


def cancel(transaction: Transaction, key: KmsKey) -> KmsKey:
    """Take the deletion of a key off the agenda: the key as it is then."""
    transaction.delete(SPACE, (_AGENDA, _position(key)))
    rescued = key.saved_from_deletion()
    keys.put(transaction, rescued)
    return rescued


def due(reader: Reader, now: float) -> bool:
    """Whether there is a key whose waiting period has ended."""
    return next(reader.in_partition(SPACE, _AGENDA, _until(now)), None) is not None


def erase_due(transaction: Transaction, now: float) -> list[str]:
    """Erase every key whose waiting period has ended: their ARNs."""
    erased = []
    for (_, position), partition in list(transaction.in_partition(SPACE, _AGENDA, _until(now))):
        account, _, region = partition.decode("ascii").partition("/")
        key = keys.find(transaction, Scope(account, region), position[8:].decode("ascii"))
        if key is not None:
            _erase(transaction, key)
            erased.append(key.arn)
        transaction.delete(SPACE, (_AGENDA, position))
    return erased


def _erase(transaction: Transaction, key: KmsKey) -> None:
    for alias in aliases.of_key(transaction, key.scope, key.key_id):
        aliases.delete(transaction, alias)
    for grant in list(grants.of_key(transaction, key.scope, key.key_id)):
        grants.delete(transaction, grant)
    keys.erase(transaction, key)


def _position(key: KmsKey) -> bytes:
    if key.deletion_date is None:
        raise ValueError(f"{key.arn} has no deletion date")
    return struct.pack(">d", key.deletion_date) + key.key_id.encode("ascii")


def _until(now: float) -> SortRange:
    """Dates up to now. Positive floating point numbers have the order of their big-endian bytes."""
    return SortRange(high=struct.pack(">d", now) + b"\xff")
