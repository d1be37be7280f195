"""CancelKeyDeletion."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import keys
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("CancelKeyDeletion")
def cancel_key_deletion(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def cancel(transaction: Transaction) -> Answer:
        key = gate.admit(transaction, "CancelKeyDeletion", request["KeyId"])
        keys.put(transaction, key.saved_from_deletion())
        return {"KeyId": key.arn}

    return service.catalog.write(cancel)
