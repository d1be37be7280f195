"""ListUserTags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import tagging
from strongroom.services.iam.collections import USERS
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListUserTags")
def list_user_tags(service: Iam, call: Call, request: Request) -> Answer:
    return tagging.list_tags(service, call, USERS, request)
