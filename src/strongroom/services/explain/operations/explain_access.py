"""ExplainAccess: how a request would be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.explain.answers import described
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.explain.service import Explain


@operation("ExplainAccess")
def explain_access(service: Explain, call: Call, request: Request) -> Answer:
    """The decision on an action of somebody on a resource, by all policies as they are now."""
    principal = service.principal(call, request["PrincipalArn"])
    keys: dict[str, ConditionValue] = {}
    for entry in request.get("ContextEntries", ()):
        values = entry["ContextKeyValues"]
        keys[entry["ContextKeyName"]] = values[0] if len(values) == 1 else values
    made = service.imagined(call, principal, request["Action"], keys)
    verdict = service.judge(made, request["Action"], request.get("Resource", "*"), keys)
    service.admit(call, verdict.context.principal)
    return {"Decision": described(made, verdict)}
