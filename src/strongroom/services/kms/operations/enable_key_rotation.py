"""EnableKeyRotation."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.keys import KmsKey
from strongroom.services.kms.materials import Rotation
from strongroom.services.kms.rotation import check_settable
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

DEFAULT_PERIOD_DAYS = 365


@operation("EnableKeyRotation")
def enable_key_rotation(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    days = request.get("RotationPeriodInDays", DEFAULT_PERIOD_DAYS)
    now = service.gate(call).now

    def enabled(key: KmsKey) -> KmsKey:
        check_settable(key)
        return replace(key, rotation=Rotation(enabled=True, period_days=days, since=now))

    asked = Asked(conditions={"kms:RotationPeriodInDays": days})
    return service.change(call, "EnableKeyRotation", request["KeyId"], enabled, asked)
