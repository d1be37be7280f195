"""What Decrypt and the first half of ReEncrypt have in common: from a ciphertext to its plaintext.

Source: KMS API reference, Decrypt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.encryption import key_material
from strongroom.encryption.key_material import Ciphertext, InvalidCiphertext
from strongroom.errors import ServiceError
from strongroom.services.kms import errors, keys
from strongroom.services.kms.arns import Scope
from strongroom.services.kms.authorization import Asked, KeyConditions
from strongroom.services.kms.encryption_algorithms import check_algorithm, decrypt_asymmetric
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.key_specs import SYMMETRIC_DEFAULT
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Request
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be decrypted. ``ciphertext`` is None in a dry run that asks for permissions only."""

    operation: str
    ciphertext: bytes | None
    key_id: str | None
    algorithm: str
    context: Mapping[str, str]
    grant_tokens: Sequence[str]
    of_key: KeyConditions = lambda _reader, _key: {}

    @classmethod
    def of(cls, request: Request, operation: str, prefix: str) -> Source:
        """From a request whose members about the source begin with ``prefix``. Raises ValidationException."""
        ciphertext, key_id = request.get("CiphertextBlob"), request.get(f"{prefix}KeyId")
        if ciphertext is None:
            unneeded = request.get("DryRun") and "IGNORE_CIPHERTEXT" in request.get("DryRunModifiers", ())
            missing = f"{prefix}KeyId" if unneeded and key_id is None else "CiphertextBlob"
            if not unneeded or key_id is None:
                raise errors.missing_member(missing)
        return cls(
            operation,
            ciphertext,
            key_id,
            request.get(f"{prefix}EncryptionAlgorithm", SYMMETRIC_DEFAULT),
            request.get(f"{prefix}EncryptionContext", {}),
            request.get("GrantTokens", ()),
        )

    @property
    def asked(self) -> Asked:
        return Asked(self.context, {"kms:EncryptionAlgorithm": self.algorithm}, of_key=self.of_key)


@dataclass(frozen=True, slots=True)
class Opened:
    """A plaintext, the key that it was encrypted under and, for symmetric keys, the material."""

    key: KmsKey
    plaintext: bytes
    material_id: str | None


def decrypt(service: Kms, call: Call, source: Source) -> Opened:
    """Decrypt for the call. Raises the ServiceError with which KMS refuses."""
    gate = service.gate(call)
    if source.ciphertext is None or source.algorithm != SYMMETRIC_DEFAULT:
        return _with_named_key(service, gate, source)
    try:
        ciphertext = key_material.parse(source.ciphertext)
        key = service.catalog.read(lambda reader: _key_of(reader, gate, source, ciphertext))
        material = service.material(key, ciphertext.material_id)
        if material is None:
            raise errors.invalid_ciphertext()
        return Opened(key, key_material.decrypt(material, ciphertext, source.context), material.id)
    except InvalidCiphertext:
        raise errors.invalid_ciphertext() from None


def _with_named_key(service: Kms, gate: Gate, source: Source) -> Opened:
    """Where the ciphertext does not tell the key: an asymmetric one, or none at all."""
    key_id = source.key_id
    if key_id is None:
        raise errors.validation("KeyId must not be null")
    key = service.catalog.read(
        lambda reader: gate.admit(reader, source.operation, key_id, source.asked, source.grant_tokens)
    )
    check_algorithm(key, source.algorithm, source.context, 0)
    if source.ciphertext is None:
        return Opened(key, b"", None)
    return Opened(key, decrypt_asymmetric(service, key, source.algorithm, source.ciphertext), None)


def _key_of(reader: Reader, gate: Gate, source: Source, ciphertext: Ciphertext) -> KmsKey:
    """The key that the ciphertext names, if the call may decrypt with it and names no other."""
    scope = Scope(ciphertext.account, gate.call.region)
    gate.check_tokens(source.grant_tokens)
    if source.key_id is not None:
        key = gate.find(reader, source.operation, source.key_id)
        if (key.scope, key.key_id) != (scope, ciphertext.key_id):
            raise errors.incorrect_key()
        gate.admit_found(reader, source.operation, key, source.asked)
        return key
    found = keys.find(reader, scope, ciphertext.key_id)
    if found is None or not found.exists(gate.now):
        raise errors.ciphertext_access_denied()
    found = found.as_of(gate.now)
    try:
        gate.admit_found(reader, source.operation, found, source.asked)
    except ServiceError as refusal:
        if refusal.code == "AccessDeniedException" and scope != gate.scope:
            raise errors.ciphertext_access_denied() from refusal
        raise
    return found
