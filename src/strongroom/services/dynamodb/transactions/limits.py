"""How much one transaction may be about.

Source: developer guide, "Amazon DynamoDB Transactions: How it works"; what is said of writes as observed.
"""

from __future__ import annotations

from strongroom.services.dynamodb import errors

MAX_SIZE = 4 * 1024 * 1024


def check_written_size(size: int) -> None:
    """Refuse a transaction that brings more than 4 MB; raises ServiceError."""
    if size > MAX_SIZE:
        problem = f"Transaction payload size cannot exceed 4MB. Payload Size: {size}"
        raise errors.validation(f"Transaction payload size cannot exceed 4MB. Payload Size: : {problem}")


def check_read_size(size: int) -> None:
    """Refuse a transaction whose items have more than 4 MB together; raises ServiceError."""
    if size > MAX_SIZE:
        raise errors.validation("The aggregate size of the items in the transaction cannot exceed 4 MB")
