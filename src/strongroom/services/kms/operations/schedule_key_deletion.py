"""ScheduleKeyDeletion."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.kms import errors, keys
from strongroom.services.kms.authorization import Asked
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

DEFAULT_WINDOW_DAYS = 30
WINDOW_DAYS = range(7, 31)


@operation("ScheduleKeyDeletion")
def schedule_key_deletion(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    days = request.get("PendingWindowInDays", DEFAULT_WINDOW_DAYS)
    if days not in WINDOW_DAYS:
        raise errors.validation(
            f"PendingWindowInDays must be between {WINDOW_DAYS.start} and {WINDOW_DAYS.stop - 1}"
        )
    gate = service.gate(call)
    asked = Asked(
        conditions={"kms:ScheduleKeyDeletionPendingWindowInDays": days},
        of_key=service.usages.condition_keys(gate.now),
    )

    def schedule(transaction: Transaction) -> Answer:
        key = gate.admit(transaction, "ScheduleKeyDeletion", request["KeyId"], asked)
        waiting = key.scheduled_for_deletion(gate.now, days)
        keys.put(transaction, waiting)
        answer: dict[str, Any] = {"KeyId": waiting.arn, "KeyState": waiting.state, "PendingWindowInDays": days}
        if waiting.deletion_date is not None:
            answer["DeletionDate"] = waiting.deletion_date
        return answer

    return service.catalog.write(schedule)
