"""GenerateDataKeyPair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import data_key_pairs, errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GenerateDataKeyPair")
async def generate_data_key_pair(service: Kms, call: Call, request: Request) -> Answer:
    if "Recipient" in request:
        raise errors.attestation()
    return await data_key_pairs.generate(service, call, "GenerateDataKeyPair", request)
