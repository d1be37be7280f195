"""EnableKey."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("EnableKey")
def enable_key(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    now = service.gate(call).now
    return service.change(
        call,
        "EnableKey",
        request["KeyId"],
        lambda key: _enabled(key, now),
    )


def _enabled(key: KmsKey, now: float) -> KmsKey:
    rotation = key.rotation if key.is_replica else key.rotation.resumed(now)
    return replace(key, enabled=True, rotation=rotation)
