"""ExplainRequest: how a request of lately was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.explain.answers import described
from strongroom.services.iam.decisions import Taken
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.explain.service import Explain


@operation("ExplainRequest")
async def explain_request(service: Explain, call: Call, request: Request) -> Answer:
    """Every decision that was taken for a request, found by its id or by that of its audit event."""
    named = request["RequestId"]
    taken = service.decisions.of(named)
    if not taken:
        request_id = await service.request_of_event(call, named)
        taken = () if request_id is None else service.decisions.of(request_id)
    own = [each for each in _once(taken) if _concerns(each, call.principal.account)]
    if not own:
        raise ServiceError(
            "ResourceNotFoundException",
            f"No decision is known for {named}: the server keeps those of the last requests since its start; "
            "none is taken where no policy applies, as for the root user on a table without one.",
        )
    for each in own:
        service.admit(call, each.verdict.context.principal)
    return {
        "RequestId": own[0].call.cause or own[0].call.request_id,
        "Decisions": [described(each.call, each.verdict) for each in own],
    }


def _once(taken: Sequence[Taken]) -> Iterator[Taken]:
    """The decisions without those that were taken again, as when a table key had to be refreshed first."""
    seen = set()
    for each in taken:
        context, decision = each.verdict.context, each.verdict.decision
        key = (each.call.request_id, context.action, context.resource, decision)
        if key not in seen:
            seen.add(key)
            yield each


def _concerns(taken: Taken, account: str) -> bool:
    """Whether a decision is the account's affair: the AWS owned keys are the services' own."""
    context = taken.verdict.context
    is_internal = context.principal.kind == "AWSService" and context.crosses_accounts
    return taken.call.principal.account == account and not is_internal
