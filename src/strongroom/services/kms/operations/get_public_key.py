"""GetPublicKey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.kms.key_pairs import private_key_of, public_key_info
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GetPublicKey")
def get_public_key(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    key = service.catalog.read(
        lambda reader: gate.admit(
            reader, "GetPublicKey", request["KeyId"], grant_tokens=request.get("GrantTokens", ())
        )
    )
    if not key.spec.asymmetric:
        raise errors.no_key_pair(key.arn, key.spec_name)
    return {
        "KeyId": key.arn,
        "PublicKey": public_key_info(private_key_of(service.current_material(key).secret)),
        "CustomerMasterKeySpec": key.spec_name,
        "KeySpec": key.spec_name,
        "KeyUsage": key.usage,
        **key.spec.description(key.usage),
    }
