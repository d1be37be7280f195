"""GenerateRandom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GenerateRandom")
def generate_random(service: Kms, call: Call, request: Request) -> Answer:
    service.gate(call).admit_in_account("GenerateRandom")
    if "NumberOfBytes" not in request:
        raise errors.validation("NumberOfBytes is required.")
    if "CustomKeyStoreId" in request:
        raise errors.custom_key_store_not_found()
    if "Recipient" in request:
        raise errors.attestation()
    return {"Plaintext": service.randomness.bytes(request["NumberOfBytes"])}
