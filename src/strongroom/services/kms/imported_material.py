"""Imported key material: what fits a key, its id, and how it joins the material that the key has.

Source: KMS API reference, ImportKeyMaterial; KMS developer guide, "Importing key material for AWS KMS keys".
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from strongroom.services.kms import errors
from strongroom.services.kms.key_pairs import pkcs8
from strongroom.services.kms.key_specs import KeySpec
from strongroom.services.kms.keys import KmsKey
from strongroom.services.kms.materials import DAY, Material
from strongroom.services.operations import Request

NEW = "NEW_KEY_MATERIAL"
EXISTING = "EXISTING_KEY_MATERIAL"
_EXPIRES = "KEY_MATERIAL_EXPIRES"
_MAX_VALID_DAYS = 365
_ONLY_SYMMETRIC = ("ImportType", "KeyMaterialDescription", "KeyMaterialId")
_CURVES: Mapping[str, str] = {
    "secp256r1": "ECC_NIST_P256",
    "secp384r1": "ECC_NIST_P384",
    "secp521r1": "ECC_NIST_P521",
    "secp256k1": "ECC_SECG_P256K1",
}


def check_origin(key: KmsKey) -> None:
    """Refuse a key whose material KMS makes. Raises UnsupportedOperationException."""
    if key.origin != "EXTERNAL":
        raise errors.wrong_origin(key.arn, key.origin)


def expiry(request: Request, now: float) -> float | None:
    """When the material of an ImportKeyMaterial expires, if it does. Raises ValidationException."""
    valid_to: float | None = request.get("ValidTo")
    if request.get("ExpirationModel", _EXPIRES) != _EXPIRES:
        if valid_to is not None:
            raise errors.validation(
                "The parameter ValidTo cannot be specified for a key with an expiration model of "
                "KEY_MATERIAL_DOES_NOT_EXPIRE"
            )
        return None
    if valid_to is None:
        raise errors.validation(f"A validTo date must be set if the ExpirationModel is {_EXPIRES}")
    if valid_to <= now:
        raise errors.validation("ValidTo must be in the future")
    if valid_to > now + _MAX_VALID_DAYS * DAY:
        raise errors.validation(f"ValidTo must be within {_MAX_VALID_DAYS} days")
    return valid_to


def secret_of(spec: KeySpec, imported: bytes) -> bytes:
    """The key material in what was imported: the bytes of a secret key, or a PKCS #8 document of a key pair.

    Raises IncorrectKeyMaterialException for what is no material of the key spec.
    """
    if not spec.asymmetric:
        length = 32 if spec.symmetric_encryption else int(spec.name.removeprefix("HMAC_")) // 8
        if len(imported) != length:
            raise errors.incorrect_key_material()
        return imported
    try:
        private_key = load_der_private_key(imported, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise errors.incorrect_key_material() from None
    match private_key:
        case rsa.RSAPrivateKey() if spec.name == f"RSA_{private_key.key_size}":
            return pkcs8(private_key)
        case ec.EllipticCurvePrivateKey() if spec.name == _CURVES.get(private_key.curve.name):
            return pkcs8(private_key)
        case ed25519.Ed25519PrivateKey() if spec.name == "ECC_NIST_EDWARDS25519":
            return pkcs8(private_key)
    raise errors.incorrect_key_material()


def material_id(key_id: str, secret: bytes) -> str:
    """The id of imported material: the same for the same material of the same key, in every region.

    A MAC under the material itself tells nothing of it.
    """
    return hmac.digest(secret, f"strongroom/1/imported-material/{key_id}".encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Import:
    """How material is to be imported: ``kind`` as ImportType has it, ``wanted_id`` if the request names one."""

    kind: str
    wanted_id: str | None
    description: str | None
    expires: float | None

    @classmethod
    def of(cls, key: KmsKey, request: Request, now: float) -> Import:
        """From an ImportKeyMaterial. Raises ValidationException."""
        if not key.spec.symmetric_encryption:
            for member in _ONLY_SYMMETRIC:
                if member in request:
                    raise errors.validation(f"{member} is supported only for symmetric encryption KMS keys.")
        kind = request.get("ImportType", EXISTING if key.materials else NEW)
        wanted_id = request.get("KeyMaterialId")
        if kind == NEW and wanted_id is not None:
            raise errors.validation(f"KeyMaterialId cannot be specified when ImportType is {NEW}.")
        return cls(kind, wanted_id, request.get("KeyMaterialDescription"), expiry(request, now))


def with_imported(key: KmsKey, made: Material, asked: Import) -> KmsKey:
    """The key with the material ``made`` imported as ``asked``; it is enabled when that was all it waited for.

    Raises IncorrectKeyMaterialException, and KMSInvalidStateException for new material while other material
    awaits its rotation.
    """
    known = key.material(made.id)
    if known is None and key.is_replica:
        raise errors.incorrect_key_material()
    if asked.wanted_id not in (None, made.id) or (known is None) != (asked.kind == NEW):
        raise errors.incorrect_key_material()
    pending = next((material for material in key.materials if material.pending), None)
    if known is None and pending is not None:
        raise errors.material_awaits_rotation(key.arn, made.id, pending.id)
    before = known or replace(made, pending=key.current is not None)
    description = before.description if asked.description is None else asked.description
    changed = key.with_material(
        replace(before, sealed=made.sealed, expires=asked.expires, description=description)
    )
    waited = key.state == "PendingImport" and changed.state != "PendingImport"
    return replace(changed, enabled=True) if waited else changed
