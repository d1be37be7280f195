"""DeleteLoginProfile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.uncommon_credentials import no_login_profile
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeleteLoginProfile")
def delete_login_profile(service: Iam, call: Call, request: Request) -> Answer:
    return no_login_profile(service, call, request, "DeleteLoginProfile")
