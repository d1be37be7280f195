"""VerifyMac."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors, macs
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("VerifyMac")
def verify_mac(service: Kms, call: Call, request: Request) -> Answer:
    key, mac = macs.mac(service, call, "VerifyMac", request)
    if not hmac.compare_digest(mac, request["Mac"]):
        raise errors.invalid_mac()
    return {"KeyId": key.arn, "MacValid": True, "MacAlgorithm": request["MacAlgorithm"]}
