"""GenerateDataKey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import data_keys, errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GenerateDataKey")
def generate_data_key(service: Kms, call: Call, request: Request) -> Answer:
    if "Recipient" in request:
        raise errors.attestation()
    return data_keys.generate(service, call, "GenerateDataKey", request)
