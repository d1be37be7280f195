"""KMS's rule: the key policy must let the caller in, by name or through the account."""

from __future__ import annotations

import pytest

from strongroom.services.iam.policy import Policy, PolicyKind, Reason, RequestPrincipal, evaluate

from .kit import (
    ACCOUNT,
    ALICE,
    ALICE_ARN,
    KEY,
    OTHER,
    ROLE_ARN,
    ROOT,
    ROOT_ARN,
    SERVICE,
    SESSION,
    SESSION_ARN,
    STRANGER,
    context,
    identity,
    key_policy,
    policy,
    statement,
)

DEFAULT = key_policy(statement(action="kms:*", Principal={"AWS": ROOT_ARN}, Sid="Enable IAM User Permissions"))
FOR_ALICE = key_policy(statement(action="kms:Decrypt", Principal={"AWS": ALICE_ARN}))
FOR_ROLE = key_policy(statement(action="kms:Decrypt", Principal={"AWS": ROLE_ARN}))
FOR_SESSION = key_policy(statement(action="kms:Decrypt", Principal={"AWS": SESSION_ARN}))
FOR_OTHER = key_policy(statement(action="kms:Decrypt", Principal={"AWS": f"arn:aws:iam::{OTHER}:root"}))
FOR_MALLORY = key_policy(statement(action="kms:Decrypt", Principal={"AWS": STRANGER.arn}))
FOR_SERVICE = key_policy(statement(action="kms:Decrypt", Principal={"Service": "dynamodb.amazonaws.com"}))
FOR_ALL = key_policy(statement(action="kms:Decrypt", Principal="*"))
EMPTY = key_policy(statement(action="kms:ListGrants", Principal={"AWS": ROOT_ARN}))
MAY = identity(statement(action=["kms:Decrypt", "kms:GenerateDataKey"], resource=KEY))
MAY_NOT = identity(statement("Deny", "kms:Decrypt"))


@pytest.mark.parametrize(
    ("key", "principal", "identities", "allowed", "reason", "kind"),
    [
        (DEFAULT, ROOT, [], True, Reason.ALLOWED_AS_ROOT, PolicyKind.KEY),
        (DEFAULT, ALICE, [], False, Reason.IMPLICIT_DENY, PolicyKind.IDENTITY),
        (DEFAULT, ALICE, [MAY], True, Reason.ALLOWED_BY_POLICY, PolicyKind.IDENTITY),
        (DEFAULT, ALICE, [MAY, MAY_NOT], False, Reason.EXPLICIT_DENY, PolicyKind.IDENTITY),
        (DEFAULT, SESSION, [], False, Reason.IMPLICIT_DENY, PolicyKind.IDENTITY),
        (DEFAULT, SESSION, [MAY], True, Reason.ALLOWED_BY_POLICY, PolicyKind.IDENTITY),
        (DEFAULT, STRANGER, [MAY], False, Reason.IMPLICIT_DENY, PolicyKind.KEY),
        (DEFAULT, SERVICE, [], False, Reason.IMPLICIT_DENY, PolicyKind.KEY),
        (EMPTY, ROOT, [], False, Reason.IMPLICIT_DENY, PolicyKind.KEY),
        (EMPTY, ALICE, [MAY], False, Reason.IMPLICIT_DENY, PolicyKind.KEY),
        (EMPTY, ALICE, [MAY_NOT], False, Reason.EXPLICIT_DENY, PolicyKind.IDENTITY),
        (FOR_ALICE, ALICE, [], True, Reason.ALLOWED_BY_POLICY, PolicyKind.KEY),
        (FOR_ALICE, ALICE, [MAY_NOT], False, Reason.EXPLICIT_DENY, PolicyKind.IDENTITY),
        (FOR_ALICE, SESSION, [MAY], False, Reason.IMPLICIT_DENY, PolicyKind.KEY),
        (FOR_ALICE, ROOT, [], False, Reason.IMPLICIT_DENY, PolicyKind.KEY),
        (FOR_ROLE, SESSION, [], True, Reason.ALLOWED_BY_POLICY, PolicyKind.KEY),
        (FOR_ROLE, ALICE, [MAY], False, Reason.IMPLICIT_DENY, PolicyKind.KEY),
        (FOR_SESSION, SESSION, [], True, Reason.ALLOWED_BY_POLICY, PolicyKind.KEY),
        (FOR_OTHER, STRANGER, [MAY], True, Reason.ALLOWED_BY_POLICY, PolicyKind.IDENTITY),
        (FOR_OTHER, STRANGER, [], False, Reason.IMPLICIT_DENY, PolicyKind.IDENTITY),
        (FOR_MALLORY, STRANGER, [], False, Reason.IMPLICIT_DENY, PolicyKind.IDENTITY),
        (FOR_MALLORY, STRANGER, [MAY], True, Reason.ALLOWED_BY_POLICY, PolicyKind.IDENTITY),
        (FOR_SERVICE, SERVICE, [], True, Reason.ALLOWED_BY_POLICY, PolicyKind.KEY),
        (FOR_SERVICE, ALICE, [MAY], False, Reason.IMPLICIT_DENY, PolicyKind.KEY),
        (FOR_ALL, ALICE, [], True, Reason.ALLOWED_BY_POLICY, PolicyKind.KEY),
        (FOR_ALL, STRANGER, [], False, Reason.IMPLICIT_DENY, PolicyKind.IDENTITY),
        (FOR_ALL, STRANGER, [MAY], True, Reason.ALLOWED_BY_POLICY, PolicyKind.IDENTITY),
    ],
)
def test_the_key_policy_must_let_the_caller_in(
    key: Policy,
    principal: RequestPrincipal,
    identities: list[Policy],
    allowed: bool,
    reason: Reason,
    kind: PolicyKind,
) -> None:
    decision = evaluate(context(principal=principal), resource_policy=key, identity_policies=identities)
    assert (decision.allowed, decision.reason, decision.kind) == (allowed, reason, kind)


@pytest.mark.parametrize(
    ("key", "principal", "message"),
    [
        (
            DEFAULT,
            ALICE,
            f"User: {ALICE_ARN} is not authorized to perform: kms:Decrypt on resource: {KEY} because no "
            "identity-based policy allows the kms:Decrypt action",
        ),
        (
            EMPTY,
            ALICE,
            f"User: {ALICE_ARN} is not authorized to perform: kms:Decrypt on resource: {KEY} because no "
            "resource-based policy allows the kms:Decrypt action",
        ),
        (
            key_policy(statement("Deny", "kms:*", Principal="*")),
            SESSION,
            f"User: {SESSION_ARN} is not authorized to perform: kms:Decrypt on resource: {KEY} with an "
            "explicit deny in a resource-based policy",
        ),
        (
            DEFAULT,
            STRANGER,
            f"User: {STRANGER.arn} is not authorized to perform: kms:Decrypt on this resource because the "
            "resource does not exist in this Region, no resource-based policies allow access, or a "
            "resource-based policy explicitly denies access",
        ),
        (
            FOR_OTHER,
            STRANGER,
            f"User: {STRANGER.arn} is not authorized to perform: kms:Decrypt on resource: {KEY} because no "
            "identity-based policy allows the kms:Decrypt action",
        ),
    ],
)
def test_a_refusal_says_what_kms_says(key: Policy, principal: RequestPrincipal, message: str) -> None:
    request = context(principal=principal)
    assert evaluate(request, resource_policy=key).message(request) == message


AWS_MANAGED = key_policy(
    statement(
        action=["kms:Encrypt", "kms:Decrypt", "kms:CreateGrant"],
        Principal={"AWS": "*"},
        Condition={
            "StringEquals": {
                "kms:CallerAccount": ACCOUNT,
                "kms:ViaService": "dynamodb.us-east-1.amazonaws.com",
            }
        },
    ),
    statement(
        action=["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"], Principal={"AWS": ROOT_ARN}
    ),
)
VIA_DYNAMODB = {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}


def test_the_policy_of_the_aws_managed_key_lets_every_principal_in_through_dynamodb_only() -> None:
    through = evaluate(context(keys={**VIA_DYNAMODB}), resource_policy=AWS_MANAGED)
    directly = evaluate(context(keys={"kms:CallerAccount": ACCOUNT}), resource_policy=AWS_MANAGED)
    assert through.allowed
    assert (directly.allowed, directly.kind) == (False, PolicyKind.KEY)


def test_a_statement_without_resource_or_action_is_accepted_and_has_no_effect() -> None:
    inert = key_policy(
        statement(action="kms:*", resource=None, Principal={"AWS": ALICE_ARN}),
        statement(action=None, Principal={"AWS": ALICE_ARN}),
        statement("Deny", action="kms:*", resource=None, Principal="*"),
        statement(action="kms:Decrypt", Principal={"AWS": ALICE_ARN}, Sid="effective"),
    )
    decision = evaluate(context(), resource_policy=inert)
    assert decision.allowed
    assert [(each.sid, each.index) for each in decision.statements] == [("effective", 3)]


class TestGrants:
    """The seam for grants: which denials a grant lifts."""

    @pytest.mark.parametrize("principal", [ALICE, SESSION, STRANGER, SERVICE])
    @pytest.mark.parametrize("key", [EMPTY, DEFAULT])
    def test_a_grant_lifts_the_want_of_an_allow(self, key: Policy, principal: RequestPrincipal) -> None:
        decision = evaluate(context(principal=principal), resource_policy=key)
        assert decision.needs_grant
        granted = decision.granted("0c237476b39f8bc4")
        assert (granted.allowed, granted.reason, granted.grant) == (
            True,
            Reason.ALLOWED_BY_GRANT,
            "0c237476b39f8bc4",
        )
        assert not granted.needs_grant

    def test_no_grant_lifts_an_explicit_deny(self) -> None:
        decision = evaluate(context(), resource_policy=DEFAULT, identity_policies=[MAY_NOT])
        assert not decision.needs_grant
        with pytest.raises(ValueError, match="no grant"):
            decision.granted("0c237476b39f8bc4")

    def test_an_allowed_request_needs_no_grant(self) -> None:
        assert not evaluate(context(principal=ROOT), resource_policy=DEFAULT).needs_grant

    def test_only_keys_have_grants(self) -> None:
        denied = evaluate(context("dynamodb:GetItem"), identity_policies=[MAY])
        assert (denied.allowed, denied.needs_grant) == (False, False)

    def test_a_session_policy_limits_what_a_grant_gives_a_session(self) -> None:
        narrow = [policy(PolicyKind.SESSION, statement(action="kms:Encrypt"))]
        wide = [policy(PolicyKind.SESSION, statement(action="kms:*"))]
        for policies, expected in ((narrow, False), (wide, True)):
            decision = evaluate(context(principal=SESSION), resource_policy=DEFAULT, session_policies=policies)
            assert decision.needs_grant is expected
