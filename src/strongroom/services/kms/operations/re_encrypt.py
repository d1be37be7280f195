"""ReEncrypt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.kms import decryption, errors
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.decryption import Source
from strongroom.services.kms.encryption_algorithms import check_algorithm, encrypt_under
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.key_specs import SYMMETRIC_DEFAULT
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("ReEncrypt")
def re_encrypt(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    source = replace(
        Source.of(request, "ReEncryptFrom", "Source"),
        of_key=lambda reader, key: _compared(key.arn, _destination(gate, reader, request)),
    )
    opened = decryption.decrypt(service, call, source)
    algorithm = request.get("DestinationEncryptionAlgorithm", SYMMETRIC_DEFAULT)
    context = request.get("DestinationEncryptionContext", {})
    asked = Asked(
        context,
        {"kms:EncryptionAlgorithm": algorithm},
        of_key=lambda _, key: _compared(opened.key.arn, key.arn),
    )
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


def _compared(source: str, destination: str | None) -> dict[str, ConditionValue]:
    """Source: KMS developer guide, "kms:ReEncryptOnSameKey"."""
    return {} if destination is None else {"kms:ReEncryptOnSameKey": source == destination}


def _destination(gate: Gate, reader: Reader, request: Request) -> str | None:
    """The ARN of the key to encrypt under; None when there is none, which the request is told later."""
    try:
        return gate.find(reader, "ReEncryptTo", request["DestinationKeyId"]).arn
    except ServiceError:
        return None
