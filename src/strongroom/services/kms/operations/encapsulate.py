"""Encapsulate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import encapsulation
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("Encapsulate")
def encapsulate(service: Kms, call: Call, request: Request) -> Answer:
    key, private_key = encapsulation.key_pair(service, call, "Encapsulate", request)
    secret, ciphertext = private_key.public_key().encapsulate()
    return {
        "KeyId": key.arn,
        "SharedSecret": secret,
        "SharedSecretCiphertextBlob": ciphertext,
        "EncapsulationAlgorithm": request["EncapsulationAlgorithm"],
    }
