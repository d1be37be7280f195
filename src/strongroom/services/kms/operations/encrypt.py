"""Encrypt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.encryption_algorithms import check_algorithm, encrypt_under
from strongroom.services.kms.key_specs import SYMMETRIC_DEFAULT
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("Encrypt")
def encrypt(service: Kms, call: Call, request: Request) -> Answer:
    algorithm = request.get("EncryptionAlgorithm", SYMMETRIC_DEFAULT)
    context = request.get("EncryptionContext", {})
    asked = Asked(context, {"kms:EncryptionAlgorithm": algorithm})
    gate = service.gate(call)
    key = service.catalog.read(
        lambda reader: gate.admit(reader, "Encrypt", request["KeyId"], asked, request.get("GrantTokens", ()))
    )
    check_algorithm(key, algorithm, context, len(request["Plaintext"]))
    if request.get("DryRun"):
        raise errors.dry_run()
    ciphertext, _ = encrypt_under(service, key, algorithm, request["Plaintext"], context)
    return {"CiphertextBlob": ciphertext, "KeyId": key.arn, "EncryptionAlgorithm": algorithm}
