"""Decapsulate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import encapsulation, errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("Decapsulate")
def decapsulate(service: Kms, call: Call, request: Request) -> Answer:
    key, private_key = encapsulation.key_pair(service, call, "Decapsulate", request)
    try:
        secret = private_key.decapsulate(request["SharedSecretCiphertextBlob"])
    except ValueError:  # of another length; whatever else is wrong gives another secret (FIPS 203, 6.3)
        raise errors.invalid_ciphertext() from None
    return {
        "KeyId": key.arn,
        "SharedSecret": secret,
        "EncapsulationAlgorithm": request["EncapsulationAlgorithm"],
    }
