"""What an evaluation answers: allowed or denied, why, and by which statements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Literal, TypeAlias

from strongroom.services.iam.policy.context import RequestContext

Effect: TypeAlias = Literal["Allow", "Deny"]


class PolicyKind(StrEnum):
    """The kinds of policy, by the words in which a denial names them.

    KEY is a KMS key policy and TRUST a role's trust policy: resource-based policies without whose consent no
    identity-based policy counts.
    """

    IDENTITY = "identity-based policy"
    RESOURCE = "resource-based policy"
    KEY = "key policy"
    TRUST = "role trust policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    SERVICE_CONTROL = "service control policy"

    @property
    def resource_based(self) -> bool:
        """Whether such a policy is attached to a resource and names principals."""
        return self in (PolicyKind.RESOURCE, PolicyKind.KEY, PolicyKind.TRUST)


class Reason(Enum):
    """How a decision came about. ``Decision.kind`` says which kind of policy was decisive."""

    ALLOWED_BY_POLICY = "allowed by a policy"
    ALLOWED_AS_ROOT = "the account's root user needs no identity-based policy"
    ALLOWED_BY_GRANT = "allowed by a grant"
    EXPLICIT_DENY = "explicit deny"
    IMPLICIT_DENY = "no policy allows"


@dataclass(frozen=True, slots=True)
class MatchedStatement:
    """A statement that applies to the request: where it stands and what it says."""

    kind: PolicyKind
    policy: str
    sid: str
    index: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request.

    ``kind`` is the kind of policy that decided: that denied, that did not allow, or that allowed last.
    ``statements`` are all that apply, in the order in which they are looked at (service control policies,
    resource-based, identity-based, boundary, session). ``needs_grant`` says of a denial that a KMS grant would
    lift it: nothing forbids the request, it only lacks an Allow. ``grant`` is the grant that allowed.
    """

    allowed: bool
    reason: Reason
    kind: PolicyKind
    statements: tuple[MatchedStatement, ...] = ()
    needs_grant: bool = False
    grant: str | None = None

    @property
    def explicitly_denied(self) -> bool:
        """Whether a Deny statement applies; then nothing can allow the request."""
        return self.reason is Reason.EXPLICIT_DENY

    def granted(self, grant: str) -> Decision:
        """The same request allowed by the grant with that id. Only for a decision that ``needs_grant``."""
        if not self.needs_grant:
            raise ValueError(f"no grant can change this decision: {self.reason.value} ({self.kind})")
        return replace(self, allowed=True, reason=Reason.ALLOWED_BY_GRANT, needs_grant=False, grant=grant)

    def message(self, context: RequestContext) -> str:
        """The text with which the service refuses the request.

        Source: IAM User Guide, "Troubleshoot access denied error messages"; AWS Security Blog, "Enhanced access
        denied error messages with policy ARNs".
        """
        user = f"User: {context.principal.arn} is not authorized to perform: {context.action}"
        if self.kind is PolicyKind.KEY and context.crosses_accounts:
            return (
                f"{user} on this resource because the resource does not exist in this Region, no "
                "resource-based policies allow access, or a resource-based policy explicitly denies access"
            )
        resource = context.named or context.resource
        subject = f"{user} on resource: {resource}" if resource else user
        because = f"{subject} {self._because(context.action)}"
        denying = "" if context.crosses_accounts else self._denying_policy()
        return f"{because}: {denying}" if denying else because

    def _denying_policy(self) -> str:
        """The ARN of the policy that denies; empty when none does, or when it has no ARN."""
        names = (each.policy for each in self.statements if each.kind is self.kind and each.effect == "Deny")
        name = next(names, "")
        return name if name.startswith("arn:") and not self.kind.resource_based else ""

    def _because(self, action: str) -> str:
        kind = PolicyKind.RESOURCE if self.kind is PolicyKind.KEY else self.kind
        if not self.explicitly_denied:
            return f"because no {kind} allows the {action} action"
        article = {PolicyKind.IDENTITY: "an", PolicyKind.TRUST: "the"}.get(kind, "a")
        return f"with an explicit deny in {article} {kind}"
