"""What Sign and Verify have in common: the key and the message that a request names, let through the gate.

Source: KMS API reference, Sign and Verify.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors, signing_algorithms
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Request

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@dataclass(frozen=True, slots=True)
class Signed:
    """What is to be signed, or was: a message of a type, under a key, by an algorithm."""

    key: KmsKey
    algorithm: str
    message: bytes
    message_type: str


def asked_for(service: Kms, call: Call, operation: str, request: Request) -> Signed:
    """What the request is about.

    Raises the ServiceError with which KMS refuses, and DryRunOperationException.
    """
    algorithm, message = request["SigningAlgorithm"], request["Message"]
    message_type = request.get("MessageType", signing_algorithms.RAW)
    asked = Asked(conditions={"kms:SigningAlgorithm": algorithm, "kms:MessageType": message_type})
    gate = service.gate(call)
    key = service.catalog.read(
        lambda reader: gate.admit(reader, operation, request["KeyId"], asked, request.get("GrantTokens", ()))
    )
    signing_algorithms.check_message(key, algorithm, message, message_type)
    if request.get("DryRun"):
        raise errors.dry_run()
    return Signed(key, algorithm, message, message_type)
