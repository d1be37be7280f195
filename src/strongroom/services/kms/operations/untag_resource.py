"""UntagResource."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms.authorization import Asked
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("UntagResource")
def untag_resource(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    names = frozenset(request["TagKeys"])
    return service.change(
        call,
        "UntagResource",
        request["KeyId"],
        lambda key: replace(key, tags={name: value for name, value in key.tags.items() if name not in names}),
        Asked(conditions={"aws:TagKeys": sorted(names)}),
    )
