"""The decision: which policies allow or deny one request, in the service's order.

Sources: IAM User Guide, "Determining whether a request is allowed or denied within an account" and
"Cross-account policy evaluation logic"; KMS developer guide, "Key policies", "Troubleshooting key access".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.services.iam.policy.context import RequestContext
from strongroom.services.iam.policy.decision import Decision, MatchedStatement, PolicyKind, Reason
from strongroom.services.iam.policy.document import Policy
from strongroom.services.iam.policy.principals import Naming
from strongroom.services.iam.policy.request import MatchRequest


def evaluate(
    context: RequestContext,
    *,
    resource_policy: Policy | None = None,
    identity_policies: Sequence[Policy] = (),
    boundary: Policy | None = None,
    session_policies: Sequence[Policy] = (),
    service_control_policies: Sequence[Policy] = (),
) -> Decision:
    """Decide one request. Never raises.

    Every argument has the policies of its kind that apply: ``identity_policies`` those of the user with its
    groups, or of the role. Identity policies, boundary and session policies that are given for the root user or
    an AWS service are ignored: they have none. No ``session_policies`` means a session made without any.
    """
    request = MatchRequest(context)
    statements: list[MatchedStatement] = []
    kind = context.principal.kind
    is_service, is_root = kind == "AWSService", kind == "Root"
    resource_kind = PolicyKind.RESOURCE if resource_policy is None else resource_policy.kind
    resource_policies = () if resource_policy is None else (resource_policy,)
    control = _ABSENT_CONTROL
    if service_control_policies and not is_service:
        control = _look_at(PolicyKind.SERVICE_CONTROL, service_control_policies, request, statements)
    resource = _look_at(resource_kind, resource_policies, request, statements)
    identity, limits = _ABSENT_IDENTITY, list[_Layer]()
    if not is_service and not is_root:
        identity = _look_at(PolicyKind.IDENTITY, identity_policies, request, statements)
        if boundary is not None:
            limits.append(_look_at(PolicyKind.BOUNDARY, (boundary,), request, statements))
        if session_policies:
            limits.append(_look_at(PolicyKind.SESSION, session_policies, request, statements))

    for layer in (control, resource, identity, *limits):
        if layer.denies:
            return Decision(False, Reason.EXPLICIT_DENY, layer.kind, tuple(statements))
    reason, decisive = _without_deny(context, control, resource, identity, limits)
    allowed = reason is not Reason.IMPLICIT_DENY
    needs_grant = not allowed and resource_kind is PolicyKind.KEY and _grant_would_do(kind, control, limits)
    return Decision(allowed, reason, decisive, tuple(statements), needs_grant)


@dataclass(slots=True)
class _Layer:
    """What the policies of one kind say: how closely an Allow names the principal, and whether one denies."""

    kind: PolicyKind
    allows: Naming = Naming.NONE
    denies: bool = False


_ABSENT_CONTROL = _Layer(PolicyKind.SERVICE_CONTROL, Naming.PRINCIPAL)
_ABSENT_IDENTITY = _Layer(PolicyKind.IDENTITY)


def _look_at(
    kind: PolicyKind, policies: Sequence[Policy], request: MatchRequest, statements: list[MatchedStatement]
) -> _Layer:
    layer = _Layer(kind)
    for policy in policies:
        for statement in policy.statements:
            naming = statement.applies(request)
            if naming:
                statements.append(statement.summary)
                if statement.denies:
                    layer.denies = True
                elif naming > layer.allows:
                    layer.allows = naming
    return layer


def _without_deny(
    context: RequestContext, control: _Layer, resource: _Layer, identity: _Layer, limits: Sequence[_Layer]
) -> tuple[Reason, PolicyKind]:
    """The outcome when no Deny applies, and the kind of policy that decides it."""
    if not control.allows:
        return Reason.IMPLICIT_DENY, control.kind
    crosses_accounts = context.crosses_accounts
    is_service = context.principal.kind == "AWSService"
    if not resource.allows and (is_service or crosses_accounts or resource.kind is not PolicyKind.RESOURCE):
        return Reason.IMPLICIT_DENY, resource.kind
    if is_service or (resource.allows is Naming.PRINCIPAL and not crosses_accounts):
        return Reason.ALLOWED_BY_POLICY, resource.kind
    if context.principal.kind == "Root":
        return Reason.ALLOWED_AS_ROOT, resource.kind
    by_resource = resource.allows is Naming.ROLE and not crosses_accounts
    if not by_resource and not identity.allows:
        return Reason.IMPLICIT_DENY, identity.kind
    for limit in limits:
        if not limit.allows:
            return Reason.IMPLICIT_DENY, limit.kind
    return Reason.ALLOWED_BY_POLICY, resource.kind if by_resource else identity.kind


def _grant_would_do(principal_kind: str, control: _Layer, limits: Sequence[_Layer]) -> bool:
    """Whether a grant suffices. It names a user itself, but a session by its role, as a key policy does.

    Source: KMS developer guide, "Troubleshooting key access": a grant allows what neither key policy nor IAM
    policy allows, also across accounts.
    """
    limited = principal_kind == "AssumedRole" and any(not limit.allows for limit in limits)
    return bool(control.allows) and not limited
