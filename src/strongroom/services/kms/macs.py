"""What GenerateMac and VerifyMac have in common: the key, and the MAC that it makes of a message.

Source: KMS API reference, GenerateMac.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Request

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


def mac(service: Kms, call: Call, operation: str, request: Request) -> tuple[KmsKey, bytes]:
    """The key that the request names and its MAC of the request's message.

    Raises the ServiceError with which KMS refuses, and DryRunOperationException instead of the MAC.
    """
    algorithm = request["MacAlgorithm"]
    asked = Asked(conditions={"kms:MacAlgorithm": algorithm})
    gate = service.gate(call)
    key = service.catalog.read(
        lambda reader: gate.admit(reader, operation, request["KeyId"], asked, request.get("GrantTokens", ()))
    )
    if algorithm not in key.spec.algorithms[key.usage]:
        raise errors.wrong_algorithm(algorithm, key.spec_name)
    if request.get("DryRun"):
        raise errors.dry_run()
    digest = getattr(hashlib, f"sha{algorithm.removeprefix('HMAC_SHA_')}")
    return key, hmac.digest(service.current_material(key).secret, request["Message"], digest)
