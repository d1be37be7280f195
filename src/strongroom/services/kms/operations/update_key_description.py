"""UpdateKeyDescription."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("UpdateKeyDescription")
def update_key_description(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    description = request["Description"]
    return service.change(
        call, "UpdateKeyDescription", request["KeyId"], lambda key: replace(key, description=description)
    )
