"""Verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors, signing, signing_algorithms
from strongroom.services.kms.key_pairs import private_key_of
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("Verify")
def verify(service: Kms, call: Call, request: Request) -> Answer:
    asked = signing.asked_for(service, call, "Verify", request)
    private_key = private_key_of(service.current_material(asked.key).secret)
    if not signing_algorithms.verify(
        private_key, asked.algorithm, asked.message, asked.message_type, request["Signature"]
    ):
        raise errors.invalid_signature()
    return {"KeyId": asked.key.arn, "SignatureValid": True, "SigningAlgorithm": asked.algorithm}
