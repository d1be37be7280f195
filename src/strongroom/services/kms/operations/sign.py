"""Sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import signing, signing_algorithms
from strongroom.services.kms.key_pairs import private_key_of
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("Sign")
def sign(service: Kms, call: Call, request: Request) -> Answer:
    asked = signing.asked_for(service, call, "Sign", request)
    private_key = private_key_of(service.current_material(asked.key).secret)
    signature = signing_algorithms.sign(private_key, asked.algorithm, asked.message, asked.message_type)
    return {"KeyId": asked.key.arn, "Signature": signature, "SigningAlgorithm": asked.algorithm}
