"""Decrypt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import decryption, errors
from strongroom.services.kms.decryption import Source
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("Decrypt")
def decrypt(service: Kms, call: Call, request: Request) -> Answer:
    if "Recipient" in request:
        raise errors.attestation()
    source = Source.of(request, "Decrypt", "")
    opened = decryption.decrypt(service, call, source)
    if request.get("DryRun"):
        raise errors.dry_run()
    answer = {
        "KeyId": opened.key.arn,
        "Plaintext": opened.plaintext,
        "EncryptionAlgorithm": source.algorithm,
    }
    if opened.material_id is not None:
        answer["KeyMaterialId"] = opened.material_id
    return answer
