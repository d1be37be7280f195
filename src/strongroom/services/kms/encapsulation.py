"""What Encapsulate and Decapsulate have in common: the key pair of an ML-KEM key, let through the gate.

Source: KMS API reference, Encapsulate and Decapsulate; FIPS 203.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.key_pairs import MLKEMPrivateKey, private_key_of
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Request

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


def key_pair(service: Kms, call: Call, operation: str, request: Request) -> tuple[KmsKey, MLKEMPrivateKey]:
    """The key that the request names and its key pair.

    Raises the ServiceError with which KMS refuses, and DryRunOperationException.
    """
    asked = Asked(conditions={"kms:EncapsulationAlgorithm": request["EncapsulationAlgorithm"]})
    gate = service.gate(call)
    key = service.catalog.read(
        lambda reader: gate.admit(reader, operation, request["KeyId"], asked, request.get("GrantTokens", ()))
    )
    if request.get("DryRun"):
        raise errors.dry_run()
    private_key = private_key_of(service.current_material(key).secret)
    if not isinstance(private_key, MLKEMPrivateKey):
        raise TypeError("a key for encapsulation is of ML-KEM")
    return key, private_key
