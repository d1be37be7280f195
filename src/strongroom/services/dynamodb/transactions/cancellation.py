"""Why a transaction is cancelled: TransactionCanceledException and its reasons.

Source: API reference, TransactionCanceledException. Which problems cancel the transaction and which refuse the
request before: observed answers of the service.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.values.types import Item

_CODES = {
    "ConditionalCheckFailedException": "ConditionalCheckFailed",
    "ItemCollectionSizeLimitExceededException": "ItemCollectionSizeLimitExceeded",
    "ProvisionedThroughputExceededException": "ProvisionedThroughputExceeded",
    "ThrottlingException": "ThrottlingError",
    "ValidationException": "ValidationError",
}
_NESTING = "Nesting Levels have exceeded supported limits"
_INVALID = "One or more parameter values were invalid: "
_REFUSES_REQUEST = (
    "One or more parameter values are not valid.",  # an empty value of a key
    f"{_INVALID}Size of hashkey",
    f"{_INVALID}Aggregated size of all range keys",
)


class Reason(NamedTuple):
    """Why one action cancels its transaction. ``item`` is the item that failed a condition, if the client
    wants to see it."""

    code: str
    message: str | None = None
    item: Item | None = None


NO_REASON = Reason("None")
CONDITION_FAILED = Reason("ConditionalCheckFailed", "The conditional request failed")


def reason_of(error: ServiceError, condition_failed: Reason = CONDITION_FAILED) -> Reason:
    """The reason that an action gives which failed with ``error``.

    Raises ``error`` itself when it concerns the request as a whole.
    """
    code = _CODES.get(error.code)
    if code is None or _refuses_request(error):
        raise error
    if code == CONDITION_FAILED.code:
        return condition_failed._replace(item=error.fields.get("Item"))
    return Reason(code, _NESTING if error.message.startswith(_NESTING) else error.message)


def cancelled_by(reason: Reason, at: int, count: int) -> ServiceError:
    """The cancellation of a transaction of ``count`` actions by the one at ``at`` alone."""
    return cancelled([reason if number == at else NO_REASON for number in range(count)])


def cancelled(reasons: Sequence[Reason]) -> ServiceError:
    """The cancellation of a transaction; ``reasons`` are in the order of its actions."""
    codes = ", ".join(reason.code for reason in reasons)
    return ServiceError(
        "TransactionCanceledException",
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]",
        CancellationReasons=[_document(reason) for reason in reasons],
    )


def _refuses_request(error: ServiceError) -> bool:
    return error.code == "ValidationException" and error.message.startswith(_REFUSES_REQUEST)


def _document(reason: Reason) -> dict[str, Any]:
    document: dict[str, Any] = {"Code": reason.code}
    if reason.message is not None:
        document["Message"] = reason.message
    if reason.item is not None:
        document["Item"] = reason.item
    return document
