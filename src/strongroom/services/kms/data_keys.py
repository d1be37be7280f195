"""What GenerateDataKey and GenerateDataKeyWithoutPlaintext have in common.

Source: KMS API reference, GenerateDataKey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.kms.authorization import Asked
from strongroom.services.operations import Request

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

_LENGTHS = {"AES_128": 16, "AES_256": 32}


def generate(service: Kms, call: Call, operation: str, request: Request) -> dict[str, Any]:
    """A fresh data key in plaintext and encrypted under the key: GenerateDataKey's answer."""
    length = _length(request)
    context = request.get("EncryptionContext", {})
    gate = service.gate(call)
    key = service.catalog.read(
        lambda reader: gate.admit(
            reader, operation, request["KeyId"], Asked(context), request.get("GrantTokens", ())
        )
    )
    if not key.spec.symmetric_encryption:
        raise errors.asymmetric_data_key()
    if request.get("DryRun"):
        raise errors.dry_run()
    plaintext = service.randomness.bytes(length)
    material = service.current_material(key)
    return {
        "KeyId": key.arn,
        "Plaintext": plaintext,
        "CiphertextBlob": service.encrypt(key, material, plaintext, context),
        "KeyMaterialId": material.id,
    }


def _length(request: Request) -> int:
    if ("KeySpec" in request) == ("NumberOfBytes" in request):
        raise errors.validation("Please specify either number of bytes or key spec.")
    length: int = _LENGTHS[request["KeySpec"]] if "KeySpec" in request else request["NumberOfBytes"]
    return length
