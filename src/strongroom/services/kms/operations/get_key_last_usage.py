"""GetKeyLastUsage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GetKeyLastUsage")
def get_key_last_usage(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def looked_up(reader: Reader) -> Answer:
        key = gate.admit(reader, "GetKeyLastUsage", request["KeyId"])
        usage = service.usages.of(reader, key)
        last: dict[str, Any] = {}
        if usage is not None:
            last = {
                "Operation": usage.operation,
                "Timestamp": usage.time,
                "CloudTrailEventId": usage.event_id,
                "KmsRequestId": usage.request_id,
            }
        return {
            "KeyId": key.key_id,
            "KeyLastUsage": last,
            "TrackingStartDate": key.created,
            "KeyCreationDate": key.created,
        }

    return service.catalog.read(looked_up)
