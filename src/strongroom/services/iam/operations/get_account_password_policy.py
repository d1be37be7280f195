"""GetAccountPasswordPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetAccountPasswordPolicy")
def get_account_password_policy(service: Iam, call: Call, request: Request) -> Answer:  # noqa: ARG001
    service.gate(call).admit("GetAccountPasswordPolicy", "*")
    raise errors.password_policy_not_found(call.account)
