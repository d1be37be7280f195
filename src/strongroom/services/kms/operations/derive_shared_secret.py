"""DeriveSharedSecret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDH, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.key_pairs import private_key_of
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("DeriveSharedSecret")
def derive_shared_secret(service: Kms, call: Call, request: Request) -> Answer:
    if "Recipient" in request:
        raise errors.attestation()
    algorithm = request["KeyAgreementAlgorithm"]
    asked = Asked(conditions={"kms:KeyAgreementAlgorithm": algorithm})
    gate = service.gate(call)
    key = service.catalog.read(
        lambda reader: gate.admit(
            reader, "DeriveSharedSecret", request["KeyId"], asked, request.get("GrantTokens", ())
        )
    )
    private_key = private_key_of(service.current_material(key).secret)
    if not isinstance(private_key, EllipticCurvePrivateKey):
        raise TypeError("a key for key agreement is on a curve")
    peer = _public_key(private_key, request["PublicKey"])
    if request.get("DryRun"):
        raise errors.dry_run()
    return {
        "KeyId": key.arn,
        "SharedSecret": private_key.exchange(ECDH(), peer),
        "KeyAgreementAlgorithm": algorithm,
        "KeyOrigin": key.origin,
    }


def _public_key(private_key: EllipticCurvePrivateKey, given: bytes) -> EllipticCurvePublicKey:
    """The peer's public key. It is checked to be a point on the curve; the curves have no small subgroups."""
    try:
        public_key = load_der_public_key(given)
    except (ValueError, UnsupportedAlgorithm):
        raise errors.invalid_public_key() from None
    if not isinstance(public_key, EllipticCurvePublicKey) or public_key.curve.name != private_key.curve.name:
        raise errors.invalid_public_key()
    return public_key
