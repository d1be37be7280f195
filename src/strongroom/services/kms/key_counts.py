"""How many customer managed keys an account has in a region, kept so that none has to be counted.

Source: KMS developer guide, "Resource quotas".
"""

from __future__ import annotations

from strongroom.services.kms import errors
from strongroom.services.kms.arns import Scope
from strongroom.storage.engine import Transaction

SPACE = "kms:key-counts"
PER_REGION = 100_000


def count(transaction: Transaction, scope: Scope, change: int) -> None:
    """Add ``change`` to the number. Raises LimitExceededException for a key too many."""
    entry = (scope.partition, b"")
    number = max(0, int(transaction.get(SPACE, entry) or b"0") + change)
    if change > 0 and number > PER_REGION:
        raise errors.limit_exceeded(
            f"The account {scope.account} has {PER_REGION} KMS keys in {scope.region}, the most it can have."
        )
    transaction.put(SPACE, entry, str(number).encode("ascii"))
