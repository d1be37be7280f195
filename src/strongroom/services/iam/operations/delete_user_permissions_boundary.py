"""DeleteUserPermissionsBoundary."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import boundaries
from strongroom.services.iam.collections import USERS
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeleteUserPermissionsBoundary")
def delete_user_permissions_boundary(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    return boundaries.delete(service, call, USERS, request)
