"""GetServiceLinkedRoleDeletionStatus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.service_linked import deleted_role
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetServiceLinkedRoleDeletionStatus")
def get_service_linked_role_deletion_status(service: Iam, call: Call, request: Request) -> Answer:
    """A role is deleted at once, so every task that was given out has succeeded."""
    gate = service.gate(call)
    task = request["DeletionTaskId"]
    resource = deleted_role(task)
    if resource is None:
        raise errors.invalid_input(f"Invalid deletion task id: {task}")
    gate.admit("GetServiceLinkedRoleDeletionStatus", gate.arn(resource))
    return {"Status": "SUCCEEDED"}
