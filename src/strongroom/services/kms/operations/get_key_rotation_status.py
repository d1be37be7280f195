"""GetKeyRotationStatus.

Keys that never rotate have the status false; only those without material of KMS's own making are refused.
Terraform asks for the status of every key that it makes, and the service answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.kms.rotation import check_origin
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GetKeyRotationStatus")
def get_key_rotation_status(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    key = service.catalog.read(lambda reader: gate.admit(reader, "GetKeyRotationStatus", request["KeyId"]))
    check_origin(key)
    enabled = key.rotation.enabled and key.deletion_window_days is None
    answer: dict[str, Any] = {"KeyId": key.key_id, "KeyRotationEnabled": enabled}
    if enabled:
        answer["RotationPeriodInDays"] = key.rotation.period_days
        answer["NextRotationDate"] = key.rotation.next_date(gate.now)
    return answer
