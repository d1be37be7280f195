"""ReEncrypt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import decryption, errors
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.decryption import Source
from strongroom.services.kms.encryption_algorithms import check_algorithm, encrypt_under
from strongroom.services.kms.key_specs import SYMMETRIC_DEFAULT
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("ReEncrypt")
def re_encrypt(service: Kms, call: Call, request: Request) -> Answer:
    source = Source.of(request, "ReEncryptFrom", "Source")
    opened = decryption.decrypt(service, call, source)
    algorithm = request.get("DestinationEncryptionAlgorithm", SYMMETRIC_DEFAULT)
    context = request.get("DestinationEncryptionContext", {})
    gate = service.gate(call)
    asked = Asked(context, {"kms:EncryptionAlgorithm": algorithm})
    key = service.catalog.read(
        lambda reader: gate.admit(
            reader, "ReEncryptTo", request["DestinationKeyId"], asked, request.get("GrantTokens", ())
        )
    )
    check_algorithm(key, algorithm, context, len(opened.plaintext))
    if request.get("DryRun"):
        raise errors.dry_run()
    ciphertext, material_id = encrypt_under(service, key, algorithm, opened.plaintext, context)
    answer = {
        "CiphertextBlob": ciphertext,
        "SourceKeyId": opened.key.arn,
        "KeyId": key.arn,
        "SourceEncryptionAlgorithm": source.algorithm,
        "DestinationEncryptionAlgorithm": algorithm,
    }
    if opened.material_id is not None:
        answer["SourceKeyMaterialId"] = opened.material_id
    if material_id is not None:
        answer["DestinationKeyMaterialId"] = material_id
    return answer
