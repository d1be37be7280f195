"""How much one transaction may be about."""

from __future__ import annotations

from strongroom.services.dynamodb import errors

#: Source: developer guide, "Amazon DynamoDB Transactions: How it works".
MAX_SIZE = 4 * 1024 * 1024


def check_size(size: int) -> None:
    """Refuse a transaction whose items have more than 4 MB together; raises ServiceError."""
    if size > MAX_SIZE:
        raise errors.validation("The aggregate size of the items in the transaction cannot exceed 4 MB")
