"""The order in which policies are weighed, within an account and across accounts."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.services.iam.policy import (
    Decision,
    MatchedStatement,
    Policy,
    PolicyKind,
    Reason,
    RequestContext,
    RequestPrincipal,
    evaluate,
)

from .kit import (
    ACCOUNT,
    ALICE,
    ALICE_ARN,
    OTHER,
    ROLE_ARN,
    ROOT,
    ROOT_ARN,
    SERVICE,
    SESSION,
    SESSION_ARN,
    STRANGE_ROOT,
    STRANGER,
    TABLE,
    identity,
    policy,
    statement,
)

GET = "dynamodb:GetItem"
MAY = identity(statement(action=GET), name="MayRead")
MAY_OTHER = identity(statement(action="dynamodb:PutItem"), name="MayWrite")
MAY_NOT = identity(statement("Deny", GET), name="MayNotRead")


def _resource(effect: str, principal: Any) -> Policy:
    return policy(PolicyKind.RESOURCE, statement(effect, GET, TABLE, Principal=principal), name="table")


def _limit(kind: PolicyKind, effect: str, action: str = GET) -> Policy:
    statements = [statement(effect, action)]
    if effect == "Deny":
        statements.append(statement("Allow", "*"))
    return policy(kind, *statements, name=kind.name)


TO_ALICE = _resource("Allow", {"AWS": ALICE_ARN})
TO_ACCOUNT = _resource("Allow", {"AWS": ROOT_ARN})
TO_ROLE = _resource("Allow", {"AWS": ROLE_ARN})
TO_SESSION = _resource("Allow", {"AWS": SESSION_ARN})
TO_ALL = _resource("Allow", "*")
TO_OTHER = _resource("Allow", {"AWS": OTHER})
TO_STRANGER = _resource("Allow", {"AWS": STRANGER.arn})
TO_SERVICE = _resource("Allow", {"Service": SERVICE.arn})
DENY_ALL = _resource("Deny", "*")
DENY_ACCOUNT = _resource("Deny", {"AWS": ROOT_ARN})

BOUND_IN = _limit(PolicyKind.BOUNDARY, "Allow")
BOUND_OUT = _limit(PolicyKind.BOUNDARY, "Allow", "dynamodb:PutItem")
BOUND_DENY = _limit(PolicyKind.BOUNDARY, "Deny")
SESSION_IN = _limit(PolicyKind.SESSION, "Allow")
SESSION_OUT = _limit(PolicyKind.SESSION, "Allow", "dynamodb:PutItem")
SESSION_DENY = _limit(PolicyKind.SESSION, "Deny")
CONTROL_IN = _limit(PolicyKind.SERVICE_CONTROL, "Allow", "*")
CONTROL_OUT = _limit(PolicyKind.SERVICE_CONTROL, "Allow", "kms:*")
CONTROL_DENY = _limit(PolicyKind.SERVICE_CONTROL, "Deny")

ALLOWED = Reason.ALLOWED_BY_POLICY
AS_ROOT = Reason.ALLOWED_AS_ROOT
EXPLICIT = Reason.EXPLICIT_DENY
IMPLICIT = Reason.IMPLICIT_DENY
K = PolicyKind


def _ask(principal: RequestPrincipal, **policies: Any) -> Decision:
    given: dict[str, Any] = {
        "resource_policy": policies.get("resource"),
        "identity_policies": policies.get("identity", ()),
        "boundary": policies.get("boundary"),
        "session_policies": policies.get("session", ()),
        "service_control_policies": policies.get("control", ()),
    }
    return evaluate(RequestContext(GET, TABLE, principal), **given)


CASES: list[tuple[RequestPrincipal, dict[str, Any], Reason, PolicyKind]] = [
    # Identity-based policies alone
    (ALICE, {}, IMPLICIT, K.IDENTITY),
    (ALICE, {"identity": [MAY]}, ALLOWED, K.IDENTITY),
    (ALICE, {"identity": [MAY_OTHER]}, IMPLICIT, K.IDENTITY),
    (ALICE, {"identity": [MAY_OTHER, MAY]}, ALLOWED, K.IDENTITY),
    (ALICE, {"identity": [MAY, MAY_NOT]}, EXPLICIT, K.IDENTITY),
    (ALICE, {"identity": [MAY_NOT, MAY]}, EXPLICIT, K.IDENTITY),
    (SESSION, {"identity": [MAY]}, ALLOWED, K.IDENTITY),
    # The root user and services
    (ROOT, {}, AS_ROOT, K.RESOURCE),
    (ROOT, {"identity": [MAY_NOT], "boundary": BOUND_DENY}, AS_ROOT, K.RESOURCE),
    (ROOT, {"resource": DENY_ALL}, EXPLICIT, K.RESOURCE),
    (ROOT, {"resource": DENY_ACCOUNT}, EXPLICIT, K.RESOURCE),
    (ROOT, {"control": [CONTROL_DENY]}, EXPLICIT, K.SERVICE_CONTROL),
    (ROOT, {"control": [CONTROL_OUT]}, IMPLICIT, K.SERVICE_CONTROL),
    (ROOT, {"control": [CONTROL_IN]}, AS_ROOT, K.RESOURCE),
    (SERVICE, {}, IMPLICIT, K.RESOURCE),
    (SERVICE, {"resource": TO_SERVICE}, ALLOWED, K.RESOURCE),
    (SERVICE, {"resource": TO_SERVICE, "control": [CONTROL_DENY]}, ALLOWED, K.RESOURCE),
    (SERVICE, {"resource": TO_ACCOUNT, "identity": [MAY]}, IMPLICIT, K.RESOURCE),
    (SERVICE, {"resource": DENY_ALL}, EXPLICIT, K.RESOURCE),
    # Identity-based or resource-based, within the account
    (ALICE, {"resource": TO_ALICE}, ALLOWED, K.RESOURCE),
    (ALICE, {"resource": TO_ALL}, ALLOWED, K.RESOURCE),
    (ALICE, {"resource": TO_ACCOUNT}, IMPLICIT, K.IDENTITY),
    (ALICE, {"resource": TO_ACCOUNT, "identity": [MAY]}, ALLOWED, K.IDENTITY),
    (ALICE, {"resource": TO_ROLE, "identity": [MAY]}, ALLOWED, K.IDENTITY),
    (ALICE, {"resource": TO_ALICE, "identity": [MAY_NOT]}, EXPLICIT, K.IDENTITY),
    (ALICE, {"resource": DENY_ALL, "identity": [MAY]}, EXPLICIT, K.RESOURCE),
    (ALICE, {"resource": DENY_ACCOUNT, "identity": [MAY]}, EXPLICIT, K.RESOURCE),
    (SESSION, {"resource": TO_ROLE}, ALLOWED, K.RESOURCE),
    (SESSION, {"resource": TO_SESSION}, ALLOWED, K.RESOURCE),
    # Boundaries
    (ALICE, {"boundary": BOUND_IN}, IMPLICIT, K.IDENTITY),
    (ALICE, {"identity": [MAY], "boundary": BOUND_IN}, ALLOWED, K.IDENTITY),
    (ALICE, {"identity": [MAY], "boundary": BOUND_OUT}, IMPLICIT, K.BOUNDARY),
    (ALICE, {"identity": [MAY], "boundary": BOUND_DENY}, EXPLICIT, K.BOUNDARY),
    (ALICE, {"resource": TO_ALICE, "boundary": BOUND_OUT}, ALLOWED, K.RESOURCE),
    (ALICE, {"resource": TO_ALL, "boundary": BOUND_OUT}, ALLOWED, K.RESOURCE),
    (ALICE, {"resource": TO_ALICE, "boundary": BOUND_DENY}, EXPLICIT, K.BOUNDARY),
    (ALICE, {"resource": TO_ACCOUNT, "identity": [MAY], "boundary": BOUND_OUT}, IMPLICIT, K.BOUNDARY),
    (SESSION, {"resource": TO_ROLE, "boundary": BOUND_OUT}, IMPLICIT, K.BOUNDARY),
    (SESSION, {"resource": TO_ROLE, "boundary": BOUND_IN}, ALLOWED, K.RESOURCE),
    (SESSION, {"resource": TO_SESSION, "boundary": BOUND_OUT}, ALLOWED, K.RESOURCE),
    (SESSION, {"resource": TO_ALL, "boundary": BOUND_OUT}, ALLOWED, K.RESOURCE),
    # Session policies
    (SESSION, {"identity": [MAY], "session": [SESSION_IN]}, ALLOWED, K.IDENTITY),
    (SESSION, {"identity": [MAY], "session": [SESSION_OUT]}, IMPLICIT, K.SESSION),
    (SESSION, {"identity": [MAY], "session": [SESSION_OUT, SESSION_IN]}, ALLOWED, K.IDENTITY),
    (SESSION, {"identity": [MAY], "session": [SESSION_DENY]}, EXPLICIT, K.SESSION),
    (SESSION, {"session": [SESSION_IN]}, IMPLICIT, K.IDENTITY),
    (SESSION, {"resource": TO_ROLE, "session": [SESSION_OUT]}, IMPLICIT, K.SESSION),
    (SESSION, {"resource": TO_ROLE, "session": [SESSION_IN]}, ALLOWED, K.RESOURCE),
    (SESSION, {"resource": TO_SESSION, "session": [SESSION_OUT]}, ALLOWED, K.RESOURCE),
    (SESSION, {"resource": TO_SESSION, "session": [SESSION_DENY]}, EXPLICIT, K.SESSION),
    (SESSION, {"identity": [MAY], "boundary": BOUND_OUT, "session": [SESSION_OUT]}, IMPLICIT, K.BOUNDARY),
    (SESSION, {"identity": [MAY], "boundary": BOUND_IN, "session": [SESSION_IN]}, ALLOWED, K.IDENTITY),
    # Service control policies
    (ALICE, {"identity": [MAY], "control": [CONTROL_IN]}, ALLOWED, K.IDENTITY),
    (ALICE, {"identity": [MAY], "control": [CONTROL_OUT]}, IMPLICIT, K.SERVICE_CONTROL),
    (ALICE, {"identity": [MAY], "control": [CONTROL_DENY]}, EXPLICIT, K.SERVICE_CONTROL),
    (ALICE, {"resource": TO_ALICE, "control": [CONTROL_OUT]}, IMPLICIT, K.SERVICE_CONTROL),
    (ALICE, {"control": [CONTROL_IN]}, IMPLICIT, K.IDENTITY),
    # Across accounts both sides must allow
    (STRANGER, {"identity": [MAY]}, IMPLICIT, K.RESOURCE),
    (STRANGER, {"resource": TO_OTHER}, IMPLICIT, K.IDENTITY),
    (STRANGER, {"resource": TO_STRANGER}, IMPLICIT, K.IDENTITY),
    (STRANGER, {"resource": TO_ALL}, IMPLICIT, K.IDENTITY),
    (STRANGER, {"resource": TO_OTHER, "identity": [MAY]}, ALLOWED, K.IDENTITY),
    (STRANGER, {"resource": TO_STRANGER, "identity": [MAY]}, ALLOWED, K.IDENTITY),
    (STRANGER, {"resource": TO_ACCOUNT, "identity": [MAY]}, IMPLICIT, K.RESOURCE),
    (STRANGER, {"resource": TO_OTHER, "identity": [MAY_NOT, MAY]}, EXPLICIT, K.IDENTITY),
    (STRANGER, {"resource": TO_STRANGER, "identity": [MAY], "boundary": BOUND_OUT}, IMPLICIT, K.BOUNDARY),
    (STRANGE_ROOT, {}, IMPLICIT, K.RESOURCE),
    (STRANGE_ROOT, {"resource": TO_OTHER}, AS_ROOT, K.RESOURCE),
]


@pytest.mark.parametrize(("principal", "policies", "reason", "kind"), CASES)
def test_decision(
    principal: RequestPrincipal, policies: dict[str, Any], reason: Reason, kind: PolicyKind
) -> None:
    decision = _ask(principal, **policies)
    assert (decision.reason, decision.kind) == (reason, kind)
    assert decision.allowed is (reason in (ALLOWED, AS_ROOT))


TRUST_ROOT = policy(
    PolicyKind.TRUST, statement(action="sts:AssumeRole", resource=None, Principal={"AWS": ROOT_ARN})
)
TRUST_ALICE = policy(
    PolicyKind.TRUST, statement(action="sts:AssumeRole", resource=None, Principal={"AWS": ALICE_ARN})
)
TRUST_OTHER = policy(
    PolicyKind.TRUST, statement(action="sts:AssumeRole", resource=None, Principal={"AWS": OTHER})
)
MAY_ASSUME = identity(statement(action="sts:AssumeRole", resource=ROLE_ARN))


@pytest.mark.parametrize(
    ("trust", "principal", "identities", "allowed"),
    [
        (TRUST_ALICE, ALICE, [], True),
        (TRUST_ROOT, ALICE, [], False),
        (TRUST_ROOT, ALICE, [MAY_ASSUME], True),
        (TRUST_ROOT, ROOT, [], True),
        (TRUST_ALICE, ROOT, [], False),
        (TRUST_OTHER, ALICE, [MAY_ASSUME], False),
        (TRUST_OTHER, STRANGER, [], False),
        (TRUST_OTHER, STRANGER, [MAY_ASSUME], True),
        (TRUST_ALICE, STRANGER, [MAY_ASSUME], False),
    ],
)
def test_a_trust_policy_must_let_the_caller_in(
    trust: Policy, principal: RequestPrincipal, identities: list[Policy], allowed: bool
) -> None:
    request = RequestContext("sts:AssumeRole", ROLE_ARN, principal)
    assert evaluate(request, resource_policy=trust, identity_policies=identities).allowed is allowed


@pytest.mark.parametrize(
    ("principal", "policies", "ending"),
    [
        (ALICE, {}, f"because no identity-based policy allows the {GET} action"),
        (ALICE, {"identity": [MAY_NOT]}, "with an explicit deny in an identity-based policy"),
        (ALICE, {"resource": DENY_ALL}, "with an explicit deny in a resource-based policy"),
        (STRANGER, {"identity": [MAY]}, f"because no resource-based policy allows the {GET} action"),
        (
            ALICE,
            {"identity": [MAY], "boundary": BOUND_OUT},
            f"because no permissions boundary allows the {GET} action",
        ),
        (
            ALICE,
            {"identity": [MAY], "boundary": BOUND_DENY},
            "with an explicit deny in a permissions boundary",
        ),
        (
            SESSION,
            {"identity": [MAY], "session": [SESSION_OUT]},
            f"because no session policy allows the {GET} action",
        ),
        (
            SESSION,
            {"identity": [MAY], "session": [SESSION_DENY]},
            "with an explicit deny in a session policy",
        ),
        (
            ALICE,
            {"control": [CONTROL_OUT]},
            f"because no service control policy allows the {GET} action",
        ),
        (ALICE, {"control": [CONTROL_DENY]}, "with an explicit deny in a service control policy"),
    ],
)
def test_a_refusal_says_who_what_where_and_why(
    principal: RequestPrincipal, policies: dict[str, Any], ending: str
) -> None:
    message = _ask(principal, **policies).message(RequestContext(GET, TABLE, principal))
    assert message == f"User: {principal.arn} is not authorized to perform: {GET} on resource: {TABLE} {ending}"


@pytest.mark.parametrize("kind", [PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION])
@pytest.mark.parametrize("principal", [SESSION, STRANGER])
def test_a_refusal_by_a_managed_policy_has_its_arn_within_the_account(
    principal: RequestPrincipal, kind: PolicyKind
) -> None:
    arn = f"arn:aws:iam::{principal.account}:policy/NotRead"
    denying = policy(kind, statement("Deny", GET), statement("Allow", "*"), name=arn)
    policies: dict[str, Any] = {"identity": [MAY, denying] if kind is PolicyKind.IDENTITY else [MAY]}
    if kind is PolicyKind.BOUNDARY:
        policies["boundary"] = denying
    if kind is PolicyKind.SESSION:
        policies["session"] = [denying]
    message = _ask(principal, **policies).message(RequestContext(GET, TABLE, principal))
    article = "an" if kind is PolicyKind.IDENTITY else "a"
    why = f"with an explicit deny in {article} {kind}"
    assert message.endswith(f"{why}: {arn}" if principal is SESSION else why)


def test_an_explicit_deny_in_a_trust_policy_names_the_policy() -> None:
    trust = policy(PolicyKind.TRUST, statement("Deny", "sts:AssumeRole", None, Principal={"AWS": ALICE_ARN}))
    request = RequestContext("sts:AssumeRole", ROLE_ARN, ALICE)
    message = evaluate(request, resource_policy=trust).message(request)
    assert message.endswith("with an explicit deny in the role trust policy")


def test_a_request_without_a_resource_is_refused_without_naming_one() -> None:
    request = RequestContext("sts:GetSessionToken", "", ALICE)
    assert evaluate(request).message(request) == (
        f"User: {ALICE_ARN} is not authorized to perform: sts:GetSessionToken because no identity-based policy "
        "allows the sts:GetSessionToken action"
    )


def test_the_statements_that_apply_are_listed_in_the_order_in_which_they_are_looked_at() -> None:
    several = identity(
        statement(action="kms:*", Sid="Unrelated"),
        statement(action="dynamodb:*", Sid="Wide"),
        statement(action=GET, resource=TABLE, Sid="Narrow"),
        name="Several",
    )
    decision = _ask(
        SESSION,
        identity=[several, MAY_NOT],
        session=[SESSION_IN],
        boundary=BOUND_IN,
        resource=TO_ROLE,
        control=[CONTROL_IN],
    )
    assert decision.statements == (
        MatchedStatement(K.SERVICE_CONTROL, "SERVICE_CONTROL", "", 0, "Allow"),
        MatchedStatement(K.RESOURCE, "table", "", 0, "Allow"),
        MatchedStatement(K.IDENTITY, "Several", "Wide", 1, "Allow"),
        MatchedStatement(K.IDENTITY, "Several", "Narrow", 2, "Allow"),
        MatchedStatement(K.IDENTITY, "MayNotRead", "", 0, "Deny"),
        MatchedStatement(K.BOUNDARY, "BOUNDARY", "", 0, "Allow"),
        MatchedStatement(K.SESSION, "SESSION", "", 0, "Allow"),
    )
    assert (decision.reason, decision.kind) == (EXPLICIT, K.IDENTITY)


def test_an_action_without_resource_is_within_the_account() -> None:
    create = identity(statement(action="kms:CreateKey"))
    assert evaluate(RequestContext("kms:CreateKey", "*", ALICE), identity_policies=[create]).allowed
    assert evaluate(RequestContext("kms:CreateKey", "*", ROOT)).allowed


def test_the_accounts_of_the_kit_differ() -> None:
    assert {each.account for each in (ALICE, SESSION, ROOT, SERVICE)} == {ACCOUNT}
    assert STRANGER.account == OTHER
