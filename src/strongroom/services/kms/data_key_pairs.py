"""What GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext have in common.

Source: KMS API reference, GenerateDataKeyPair.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.key_pairs import private_key_of, public_key_info
from strongroom.services.kms.key_specs import key_spec
from strongroom.services.operations import Request

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


async def generate(service: Kms, call: Call, operation: str, request: Request) -> dict[str, Any]:
    """GenerateDataKeyPair's answer: a fresh key pair, its private key open and encrypted under the key."""
    name, context = request["KeyPairSpec"], request.get("EncryptionContext", {})
    gate = service.gate(call)
    asked = Asked(context, {"kms:DataKeyPairSpec": name})
    key = service.catalog.read(
        lambda reader: gate.admit(reader, operation, request["KeyId"], asked, request.get("GrantTokens", ()))
    )
    if not key.spec.symmetric_encryption:
        raise errors.asymmetric_data_key()
    spec = key_spec(name)
    if spec is None:
        raise errors.unsupported(f"KeyPairSpec {name} is not supported in this Region.")
    if request.get("DryRun"):
        raise errors.dry_run()
    # RSA key pairs take up to a second to make.
    private_key = await asyncio.to_thread(spec.make_material, service.randomness)
    material = service.current_material(key)
    return {
        "PrivateKeyCiphertextBlob": service.encrypt(key, material, private_key, context),
        "PrivateKeyPlaintext": private_key,
        "PublicKey": public_key_info(private_key_of(private_key)),
        "KeyId": key.arn,
        "KeyPairSpec": name,
        "KeyMaterialId": material.id,
    }
