"""GenerateDataKeyPairWithoutPlaintext."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import data_key_pairs
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GenerateDataKeyPairWithoutPlaintext")
async def generate_data_key_pair_without_plaintext(service: Kms, call: Call, request: Request) -> Answer:
    answer = await data_key_pairs.generate(service, call, "GenerateDataKeyPairWithoutPlaintext", request)
    del answer["PrivateKeyPlaintext"]
    return answer
