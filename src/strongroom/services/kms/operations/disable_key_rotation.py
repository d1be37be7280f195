"""DisableKeyRotation."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms.keys import KmsKey
from strongroom.services.kms.materials import Rotation
from strongroom.services.kms.rotation import check_settable
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("DisableKeyRotation")
def disable_key_rotation(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    def disabled(key: KmsKey) -> KmsKey:
        check_settable(key)
        return replace(key, rotation=Rotation())

    return service.change(call, "DisableKeyRotation", request["KeyId"], disabled)
