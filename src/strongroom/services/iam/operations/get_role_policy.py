"""GetRolePolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import inline_policies
from strongroom.services.iam.collections import ROLES
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetRolePolicy")
def get_role_policy(service: Iam, call: Call, request: Request) -> Answer:
    return inline_policies.get(service, call, ROLES, request)
