"""The end of a key: its material, record, aliases and grants are erased.

A key whose waiting period has ended does not exist for any call; the upkeep takes it out of the catalog.
Source: KMS developer guide, "Deleting AWS KMS keys".
"""

from __future__ import annotations

from strongroom.services.kms import aliases, grants, keys, last_usage
from strongroom.services.kms.keys import KmsKey
from strongroom.storage.engine import Transaction


def erase(transaction: Transaction, key: KmsKey) -> None:
    """Remove the key and everything that belongs to it."""
    for alias in aliases.of_key(transaction, key.scope, key.key_id):
        aliases.delete(transaction, alias)
    for grant in list(grants.of_key(transaction, key.scope, key.key_id)):
        grants.delete(transaction, grant)
    last_usage.forget(transaction, key)
    keys.erase(transaction, key)
