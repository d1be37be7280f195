"""DisableKey."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms.authorization import Asked
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("DisableKey")
def disable_key(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    asked = Asked(of_key=service.usages.condition_keys(service.clock.now()))
    return service.change(call, "DisableKey", request["KeyId"], lambda key: replace(key, enabled=False), asked)
