"""GenerateDataKeyWithoutPlaintext."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import data_keys
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GenerateDataKeyWithoutPlaintext")
def generate_data_key_without_plaintext(service: Kms, call: Call, request: Request) -> Answer:
    answer = data_keys.generate(service, call, "GenerateDataKeyWithoutPlaintext", request)
    del answer["Plaintext"]
    return answer
