"""GetParametersForImport."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import import_tokens, imported_material, wrapping
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.import_tokens import ImportToken
from strongroom.services.kms.key_pairs import private_key_of, public_key_info
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GetParametersForImport")
async def get_parameters_for_import(service: Kms, call: Call, request: Request) -> Answer:
    algorithm, spec = request["WrappingAlgorithm"], request["WrappingKeySpec"]
    asked = Asked(conditions={"kms:WrappingAlgorithm": algorithm, "kms:WrappingKeySpec": spec})
    gate = service.gate(call)
    key = service.catalog.read(
        lambda reader: gate.admit(reader, "GetParametersForImport", request["KeyId"], asked)
    )
    imported_material.check_origin(key)
    wrapping.check_algorithm(key.spec, algorithm, spec)
    # RSA key pairs take up to a second to make.
    wrapping_key = await asyncio.to_thread(wrapping.new_key, spec, service.randomness)
    valid_to = gate.now + import_tokens.LIFETIME
    token = ImportToken(key.scope, key.key_id, algorithm, valid_to, wrapping_key)
    return {
        "KeyId": key.arn,
        "ImportToken": token.sealed(service.root_key),
        "PublicKey": public_key_info(private_key_of(wrapping_key)),
        "ParametersValidTo": valid_to,
    }
