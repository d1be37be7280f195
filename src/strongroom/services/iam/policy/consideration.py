"""What became of each statement of a policy in a request: it applies, or what first keeps it from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.services.iam.policy.context import RequestContext
from strongroom.services.iam.policy.decision import MatchedStatement
from strongroom.services.iam.policy.document import Policy
from strongroom.services.iam.policy.request import MatchRequest


@dataclass(frozen=True, slots=True)
class Considered:
    """A statement that was looked at.

    ``attached_to`` is the ARN of the user, group, role or resource that its policy belongs to, where that is
    known. ``missed`` says why it does not apply (``action``, ``principal``, ``resource``, or ``condition`` with
    operator and key); empty when it does.
    """

    statement: MatchedStatement
    attached_to: str
    missed: str

    @property
    def applies(self) -> bool:
        return not self.missed


def consider(context: RequestContext, policies: Sequence[tuple[Policy, str]]) -> list[Considered]:
    """Every statement of the policies, each given with what it is attached to, in their order."""
    request = MatchRequest(context)
    return [
        Considered(statement.summary, attached_to, statement.missed(request))
        for policy, attached_to in policies
        for statement in policy.statements
    ]
