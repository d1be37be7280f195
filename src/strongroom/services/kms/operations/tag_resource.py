"""TagResource."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import tag_rules
from strongroom.services.kms.authorization import Asked
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("TagResource")
def tag_resource(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    tags = request["Tags"]
    return service.change(
        call,
        "TagResource",
        request["KeyId"],
        lambda key: replace(key, tags=tag_rules.new_tags(key.tags, tags)),
        Asked(conditions=tag_rules.condition_keys(tags)),
    )
