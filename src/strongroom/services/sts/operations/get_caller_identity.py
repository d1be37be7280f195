"""GetCallerIdentity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.sts.service import Sts


@operation("GetCallerIdentity")
def get_caller_identity(service: Sts, call: Call, request: Request) -> Answer:  # noqa: ARG001
    """Nobody needs a permission for this, and none can be denied it."""
    permissions = service.iam.directory.of(call.principal)
    return {
        "UserId": permissions.principal_id,
        "Account": call.principal.account,
        "Arn": call.principal.arn,
    }
