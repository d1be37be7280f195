"""ImportKeyMaterial."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from strongroom.calls import Call
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.kms import errors, import_tokens, imported_material, wrapping
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.imported_material import Import
from strongroom.services.kms.key_pairs import private_key_of
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader, Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("ImportKeyMaterial")
async def import_key_material(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    key = service.catalog.read(lambda reader: _admitted(reader, gate, request))
    Import.of(key, request, gate.now)
    # The check of an RSA key pair takes a while.
    secret = await asyncio.to_thread(
        lambda: imported_material.secret_of(key.spec, _unwrapped(gate, key, request))
    )
    material_id = imported_material.material_id(key.key_id, secret)
    made = service.sealed(key.arn, secret, material_id)

    def store(transaction: Transaction) -> Answer:
        key = _admitted(transaction, gate, request)
        imported = imported_material.with_imported(key, made, Import.of(key, request, gate.now))
        service.put(transaction, imported)
        return {"KeyId": key.arn, "KeyMaterialId": material_id}

    return await service.catalog.write(store)


def _admitted(reader: Reader, gate: Gate, request: Request) -> KmsKey:
    asked = Asked(conditions=_conditions(request))
    key = gate.admit(reader, "ImportKeyMaterial", request["KeyId"], asked)
    imported_material.check_origin(key)
    return key


def _unwrapped(gate: Gate, key: KmsKey, request: Request) -> bytes:
    """The material in the request. Raises the ServiceError with which KMS refuses token or wrapping."""
    token = import_tokens.read(request["ImportToken"], gate.root_key)
    if (token.scope, token.key_id) != (key.scope, key.key_id):
        raise errors.invalid_import_token()
    if token.valid_to <= gate.now:
        raise errors.expired_import_token()
    wrapping_key = private_key_of(token.private_key)
    if not isinstance(wrapping_key, RSAPrivateKey):
        raise TypeError("wrapping keys are RSA keys")
    return wrapping.unwrap(wrapping_key, token.algorithm, request["EncryptedKeyMaterial"])


def _conditions(request: Request) -> dict[str, ConditionValue]:
    conditions: dict[str, ConditionValue] = {
        "kms:ExpirationModel": request.get("ExpirationModel", "KEY_MATERIAL_EXPIRES")
    }
    if "ValidTo" in request:
        conditions["kms:ValidTo"] = request["ValidTo"]
    return conditions
