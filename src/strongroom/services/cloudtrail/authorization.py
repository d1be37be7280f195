"""Who may look at the audit log.

Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS CloudTrail":
LookupEvents acts on no resource.
"""

from __future__ import annotations

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.errors import ServiceError
from strongroom.services.iam.permissions import Directory
from strongroom.services.operations import Request

_NO_RESOURCE = ""


class Authorization:
    """Decides about calls by what IAM lets the caller do."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock

    def admit(self, call: Call, _request: Request) -> Call:
        """The call itself. Raises AccessDeniedException."""
        permissions = self._directory.of(call.principal)
        action = f"cloudtrail:{call.operation}"
        verdict = permissions.decide(
            call, self._clock.now(), action, _NO_RESOURCE, resource_account=call.account
        )
        if not verdict.allowed:
            raise ServiceError("AccessDeniedException", verdict.message)
        return call
