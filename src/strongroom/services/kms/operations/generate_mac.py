"""GenerateMac."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import macs
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GenerateMac")
def generate_mac(service: Kms, call: Call, request: Request) -> Answer:
    key, mac = macs.mac(service, call, "GenerateMac", request)
    return {"Mac": mac, "MacAlgorithm": request["MacAlgorithm"], "KeyId": key.arn}
