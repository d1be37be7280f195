"""AttachRolePolicy."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import attachments
from strongroom.services.iam.collections import ROLES
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("AttachRolePolicy")
def attach_role_policy(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    return attachments.attach(service, call, ROLES, request)
