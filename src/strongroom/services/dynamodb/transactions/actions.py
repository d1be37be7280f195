"""What a transaction is asked to do, in a form that does not depend on how the client has written it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from strongroom.services.dynamodb.paging import ItemProjection
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.transactions.cancellation import CONDITION_FAILED, Reason
from strongroom.services.dynamodb.writes import ItemWrite
from strongroom.storage.engine import Key


@dataclass(frozen=True, slots=True)
class WriteAction:
    """One action of a write transaction.

    ``table`` is the table's name or ARN as the client wrote it. ``plan`` makes the write for the table's
    record; it raises ServiceError (ValidationException) when the action does not fit the table.
    ``condition_failed`` is the reason that a failed condition gives.
    """

    table: str
    plan: Callable[[TableRecord], ItemWrite]
    condition_failed: Reason = CONDITION_FAILED


@dataclass(frozen=True, slots=True)
class ReadAction:
    """One action of a read transaction.

    ``plan`` tells for the table's record where the item lies, and raises as that of a WriteAction does.
    """

    table: str
    plan: Callable[[TableRecord], Key]
    projection: ItemProjection | None = None
