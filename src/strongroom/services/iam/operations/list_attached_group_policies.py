"""ListAttachedGroupPolicies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import attachments
from strongroom.services.iam.collections import GROUPS
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListAttachedGroupPolicies")
def list_attached_group_policies(service: Iam, call: Call, request: Request) -> Answer:
    return attachments.list_attached(service, call, GROUPS, request)
