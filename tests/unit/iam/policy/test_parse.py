"""Which documents are refused, and in which words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from strongroom.services.iam.policy import MalformedPolicy, PolicyKind, parse_policy

from .kit import ACCOUNT, ALICE_ARN, KEY, ROOT_ARN, TABLE, applies, document, statement

SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"
VERSION = "Policy document must be version 2012-10-17 or greater."
VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
REGEXES = "Resource vendor must be fully qualified and cannot contain regexes."
OK = statement()


def _text(**elements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": OK, **elements})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not a policy", SYNTAX),
        ("", SYNTAX),
        ("[]", SYNTAX),
        ("{}", SYNTAX),
        (_text(Statement=[]), SYNTAX),
        (_text(Statement="Allow"), SYNTAX),
        (_text(Statement=["Allow"]), SYNTAX),
        (_text(Comment="mine"), SYNTAX),
        (_text(Id=5), SYNTAX),
        (_text(Version="2013-01-01"), SYNTAX),
        (_text(Version=2012), SYNTAX),
        (_text(Version="2008-10-17"), VERSION),
        (json.dumps({"Statement": OK}), VERSION),
        (document(statement(Comment="mine")), SYNTAX),
        (document(statement(NotAction="kms:*")), SYNTAX),
        (document(statement(NotResource=KEY)), SYNTAX),
        (document(statement(action=5)), SYNTAX),
        (document(statement(action=["kms:*", 5])), SYNTAX),
        (document(statement(resource={"x": "y"})), SYNTAX),
        (document(statement(Sid=5)), SYNTAX),
        (document({"Action": "*", "Resource": "*"}), SYNTAX),
        (document(statement("Maybe")), SYNTAX),
        (document(statement("allow")), LEGACY),
        (document(statement(Principal="*")), "Policy document should not specify a principal."),
        (
            document(statement(NotPrincipal={"AWS": ALICE_ARN})),
            "Policy document should not specify a principal.",
        ),
        (document(statement(Condition=[])), SYNTAX),
        (document(statement(Condition={"StringEquals": "x"})), SYNTAX),
        (document(statement(Condition={"StringEquals": {"a:b": {"c": "d"}}})), SYNTAX),
        (document(statement(Condition={"StringEquals": {"a:b": None}})), SYNTAX),
        (document(statement(Condition={"StringEqual": {"a:b": "c"}})), SYNTAX),
        (document(statement(Condition={"ForEachValue:StringEquals": {"a:b": "c"}})), SYNTAX),
        (document(statement(Condition={"NullIfExists": {"a:b": "true"}})), SYNTAX),
        (document(statement(Condition={"DateLessThan": {"a:b": "tomorrow"}})), LEGACY),
        (document(statement(Condition={"DateLessThan": {"a:b": ["2020-01-01", "2020-13-01"]}})), LEGACY),
        (
            document(statement(Sid="a"), statement("Deny", Sid="a")),
            "Statement IDs (SID) in a single policy must be unique.",
        ),
        (document(statement(action=None)), "Policy statement must contain actions."),
        (document(statement(action=[])), "Policy statement must contain actions."),
        (document(statement(resource=None)), "Policy statement must contain resources."),
        (document(statement(resource=[])), "Policy statement must contain resources."),
        (document(statement(resource="Music")), 'Resource Music must be in ARN format or "*".'),
        (document(statement(resource=[TABLE, "Music"])), 'Resource Music must be in ARN format or "*".'),
        (
            document(statement(resource="arn:amazon:dynamodb:r:1:table/t")),
            'Partition "amazon" is not valid for resource "arn:amazon:dynamodb:r:1:table/t".',
        ),
        (
            document(statement(resource="arn:amazon")),
            'Partition "amazon" is not valid for resource "arn:amazon:*:*:*:*".',
        ),
        (document(statement(resource="arn:aws")), REGEXES),
        (document(statement(resource="arn:aws:dynamo*:r:1:table/t")), REGEXES),
        (
            document(statement(resource="arn:aws:iam:us-east-1:1:user/x")),
            "IAM resource arn:aws:iam:us-east-1:1:user/x cannot contain region information.",
        ),
        (
            document(statement(resource="arn:aws:s3:us-east-1::bucket")),
            "Resource arn:aws:s3:us-east-1::bucket can not contain region information.",
        ),
        (
            document(statement(resource=f"arn:aws:iam::{ACCOUNT}:people/x")),
            'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, '
            "instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, "
            "report/, access-report/.",
        ),
        (document(statement(resource="arn:aws:sqs::x")), LEGACY),
        (document(statement(resource="arn:aws::::bucket")), LEGACY),
        (document(statement(resource="arn:aws::x")), LEGACY),
        (document(statement(Condition={"DateLessThan": {"a:b": "2016-12-13t2:00:00.593194+1"}})), LEGACY),
        (document(statement(Condition={"DateLessThan": {"a:b": "234-13"}})), LEGACY),
        # Of several resources the first that has a fault is named
        (document(statement(resource=["Music", "Tape"])), 'Resource Music must be in ARN format or "*".'),
        (document(statement(action="Decrypt")), VENDOR),
        (document(statement(action="kms:x:y")), "Actions/Condition can contain only one colon."),
        (document(statement(action="k_s:Decrypt")), "Vendor k_s is not valid"),
        (document({"Effect": "Allow", "NotAction": "Decrypt", "Resource": "*"}), VENDOR),
        # Of several faults the first in IAM's order is reported
        (document(statement("Maybe", action="Decrypt"), version="2008-10-17"), SYNTAX),
        (document(statement("allow", action=None), version=None), VERSION),
        (
            document(statement(action="Decrypt", resource="Music")),
            'Resource Music must be in ARN format or "*".',
        ),
        (document(statement(action=None, resource="Music")), "Policy statement must contain actions."),
    ],
)
@pytest.mark.parametrize("kind", [PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION])
def test_iam_refuses_an_identity_based_policy(kind: PolicyKind, text: str, message: str) -> None:
    with pytest.raises(MalformedPolicy) as refusal:
        parse_policy(text, kind)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "text",
    [
        document(OK),
        _text(Id="mine"),
        _text(Statement=[OK, OK]),
        document(statement(action="*:*")),
        document(statement(resource="arn:aws:iam::*:role/*")),
        document(statement(resource="arn:aws:iam::1:*")),
        document(statement(resource="arn:aws-cn:dynamodb:*:*:table/*")),
        document(statement(resource="arn:*:dynamodb:*:*:table/*")),
        document(statement(resource="arn:aws:s3:::bucket")),
        document(statement(resource=f"arn:aws:s3:us-west-2:{ACCOUNT}:accesspoint/mine/object/*")),
        document(statement(resource=ROOT_ARN)),
        document(statement(Condition={"DateLessThan": {"a:b": ["01T", "2016-12-13t2:00:00.593194+23"]}})),
        document(statement(resource="arn:aws:dynamodb:*")),
        document(statement(Sid=""), statement(Sid="")),
        document(statement(Condition={"Bool": {"a:b": True}, "NumericEquals": {"a:b": [1, 2.5]}})),
        document(statement(Condition={"ForAllValues:StringLikeIfExists": {"a:b": []}})),
    ],
)
def test_iam_accepts_an_identity_based_policy(text: str) -> None:
    assert parse_policy(text, PolicyKind.IDENTITY).statements


JSON = "This policy contains invalid Json"
INVALID = "Policy contains a statement with one or more invalid principals."
PARTIAL = f"arn:aws:iam::{ACCOUNT}:user/*"


def _for(**elements: Any) -> str:
    return document(statement(**{"Principal": {"AWS": ROOT_ARN}, **elements}))


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (PolicyKind.KEY, "not a policy", JSON),
        (PolicyKind.KEY, "[]", JSON),
        (PolicyKind.KEY, "{}", "Syntax error in policy."),
        (PolicyKind.KEY, _text(Statement=[]), "Could not parse the policy: Statement is empty!"),
        (PolicyKind.KEY, _text(Comment="mine"), "Unknown field Comment"),
        (PolicyKind.KEY, _for(Comment="mine"), "Unknown field Comment"),
        (PolicyKind.KEY, _text(Version="2013-01-01"), "The policy must contain a valid version string"),
        (PolicyKind.KEY, document(OK), "Missing required field Principal"),
        (PolicyKind.KEY, _for(Principal={}), "Missing required field Principal cannot be empty!"),
        (PolicyKind.KEY, _for(Principal={"AWS": []}), "Missing required field Principal cannot be empty!"),
        (PolicyKind.KEY, _for(Principal="everyone"), "Syntax error in policy."),
        (PolicyKind.KEY, _for(Principal={"AWS": 5}), "Syntax error in policy."),
        (PolicyKind.KEY, _for(Principal={"Person": "x"}), "Unknown field Person"),
        (PolicyKind.KEY, _for(Effect=None), "Missing required field Effect"),
        (PolicyKind.KEY, _for(Effect="allow"), "Invalid effect: allow"),
        (PolicyKind.KEY, _for(Condition={"StringEqual": {"a:b": "c"}}), "Syntax error in policy."),
        (PolicyKind.KEY, _for(Principal={"AWS": "Alice"}), INVALID),
        (PolicyKind.KEY, _for(Principal={"AWS": PARTIAL}), INVALID),
        (PolicyKind.KEY, _for(Principal={"AWS": "12345"}), INVALID),
        (PolicyKind.KEY, _for(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:group/x"}), INVALID),
        (PolicyKind.KEY, _for(Principal={"Service": "dynamodb"}), INVALID),
        (PolicyKind.KEY, _for(Principal={"Service": "*"}), INVALID),
        (
            PolicyKind.KEY,
            document(statement(NotPrincipal={"AWS": ALICE_ARN})),
            "Allow with NotPrincipal is not allowed.",
        ),
        (
            PolicyKind.KEY,
            document(
                statement(Sid="a", Principal={"AWS": ROOT_ARN}), statement(Sid="a", Principal={"AWS": ROOT_ARN})
            ),
            "The Statement Ids in the policy are not unique",
        ),
        (PolicyKind.RESOURCE, _for(Action=None), "Missing required field Action"),
        (PolicyKind.RESOURCE, _for(Resource=None), "Missing required field Resource"),
        (
            PolicyKind.RESOURCE,
            _for(Principal={"AWS": PARTIAL}),
            f'Invalid principal in policy: "AWS":"{PARTIAL}"',
        ),
        (PolicyKind.TRUST, _for(Action="sts:AssumeRole"), "Has prohibited field Resource"),
        (
            PolicyKind.TRUST,
            _for(Action="sts:AssumeRole", Resource=None, NotResource="*"),
            "AssumeRole policy must not contain resources.",
        ),
        (
            PolicyKind.TRUST,
            _for(Action="kms:Decrypt", Resource=None),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (PolicyKind.TRUST, _for(Action=None, Resource=None), "Missing required field Action"),
        (
            PolicyKind.TRUST,
            _for(Action="sts:AssumeRole", Resource=None, Principal={"Service": "dynamodb"}),
            'Invalid principal in policy: "SERVICE":"dynamodb"',
        ),
        (
            PolicyKind.TRUST,
            document(statement("Deny", "sts:AssumeRole", None, NotPrincipal={"AWS": ALICE_ARN})),
            "AssumeRole policy must not contain NotPrincipal field.",
        ),
    ],
)
def test_a_resource_based_policy_is_refused(kind: PolicyKind, text: str, message: str) -> None:
    with pytest.raises(MalformedPolicy) as refusal:
        parse_policy(text, kind)
    assert str(refusal.value) == message


@pytest.mark.parametrize("version", ["2008-10-17", None])
def test_before_2012_variables_are_plain_text(version: str | None) -> None:
    text = document(
        statement(resource="arn:aws:s3:::b/${aws:username}", Principal="*", Condition={}),
        version=version,
    )
    parsed = parse_policy(text, PolicyKind.RESOURCE)
    assert parsed.condition_keys == frozenset()


def test_before_2012_a_variable_in_a_condition_matches_itself() -> None:
    text = statement(Principal="*", Condition={"StringEquals": {"a:b": "${a:c}"}})
    old = parse_policy(document(text, version="2008-10-17"), PolicyKind.RESOURCE)
    new = parse_policy(document(text), PolicyKind.RESOURCE)
    assert old.condition_keys == {"a:b"}
    assert new.condition_keys == {"a:b", "a:c"}


def test_the_condition_keys_of_a_policy_are_those_of_conditions_and_variables() -> None:
    text = document(
        statement(Condition={"StringLike": {"KMS:ViaService": "${aws:PrincipalTag/Team, 'x'}.*"}}),
        statement(
            resource="arn:aws:s3:::b/${aws:username}", Condition={"Null": {"aws:TokenIssueTime": "true"}}
        ),
    )
    assert parse_policy(text, PolicyKind.IDENTITY).condition_keys == {
        "kms:viaservice",
        "aws:principaltag/team",
        "aws:username",
        "aws:tokenissuetime",
    }


def test_a_single_statement_needs_no_list() -> None:
    text = json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    )
    assert len(parse_policy(text, PolicyKind.IDENTITY).statements) == 1
    assert applies({"Effect": "Allow", "Action": ["*"], "Resource": ["*"]})
