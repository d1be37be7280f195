"""Actions, resources, wildcards and policy variables of a statement."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.iam.policy.wildcards import matcher, one_of

from .kit import ACCOUNT, KEY, TABLE, applies, statement


@pytest.mark.parametrize(
    ("element", "action", "expected"),
    [
        ({"Action": "kms:Decrypt"}, "kms:Decrypt", True),
        ({"Action": "KMS:decrypt"}, "kms:Decrypt", True),
        ({"Action": "kms:decrypt"}, "KMS:DECRYPT", True),
        ({"Action": "kms:Decrypt"}, "kms:Encrypt", False),
        ({"Action": "kms:*"}, "kms:Encrypt", True),
        ({"Action": "kms:ReEncrypt*"}, "kms:ReEncryptFrom", True),
        ({"Action": "kms:ReEncrypt*"}, "kms:Encrypt", False),
        ({"Action": "kms:*crypt"}, "kms:Decrypt", True),
        ({"Action": "kms:?ncrypt"}, "kms:Encrypt", True),
        ({"Action": "kms:?ncrypt"}, "kms:ReEncrypt", False),
        ({"Action": "*"}, "dynamodb:PutItem", True),
        ({"Action": "*:Decrypt"}, "kms:Decrypt", True),
        ({"Action": ["kms:Encrypt", "kms:Decrypt"]}, "kms:Decrypt", True),
        ({"Action": ["kms:Encrypt", "kms:Generate*"]}, "kms:GenerateDataKey", True),
        ({"Action": ["kms:Encrypt", "kms:Generate*"]}, "kms:Decrypt", False),
        ({"NotAction": "kms:Decrypt"}, "kms:Decrypt", False),
        ({"NotAction": "kms:Decrypt"}, "dynamodb:PutItem", True),
        ({"NotAction": ["kms:*", "iam:*"]}, "iam:ListUsers", False),
        ({"NotAction": ["kms:*", "iam:*"]}, "dynamodb:PutItem", True),
    ],
)
def test_actions_match_in_any_case_and_with_wildcards(
    element: dict[str, Any], action: str, expected: bool
) -> None:
    assert applies({"Effect": "Allow", "Resource": "*", **element}, action=action) is expected


@pytest.mark.parametrize(
    ("element", "resource", "expected"),
    [
        ({"Resource": "*"}, TABLE, True),
        ({"Resource": TABLE}, TABLE, True),
        ({"Resource": TABLE}, f"{TABLE}/index/ByYear", False),
        ({"Resource": f"{TABLE}/index/*"}, f"{TABLE}/index/ByYear", True),
        ({"Resource": f"{TABLE}/index/*"}, TABLE, False),
        ({"Resource": f"{TABLE}*"}, f"{TABLE}/index/ByYear", True),
        ({"Resource": TABLE.replace("Music", "music")}, TABLE, False),
        ({"Resource": f"arn:aws:dynamodb:*:{ACCOUNT}:table/Music"}, TABLE, True),
        ({"Resource": "arn:aws:dynamodb:us-????-1:*:table/Mus*c"}, TABLE, True),
        ({"Resource": "arn:aws:dynamodb:eu-*:*:table/*"}, TABLE, False),
        ({"Resource": "arn:aws:dynamodb:*:*:table/M?sic"}, TABLE, True),
        ({"Resource": [KEY, TABLE]}, TABLE, True),
        ({"Resource": [KEY]}, TABLE, False),
        ({"Resource": TABLE}, "*", False),
        ({"NotResource": TABLE}, TABLE, False),
        ({"NotResource": TABLE}, KEY, True),
        ({"NotResource": [f"{TABLE}*", KEY]}, f"{TABLE}/index/ByYear", False),
    ],
)
def test_resources_match_with_wildcards_and_by_case(
    element: dict[str, Any], resource: str, expected: bool
) -> None:
    assert applies({"Effect": "Allow", "Action": "*", **element}, resource=resource) is expected


HOME = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/${{aws:username}}"


@pytest.mark.parametrize(
    ("element", "resource", "keys", "expected"),
    [
        (
            {"Resource": HOME},
            f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Alice",
            {"aws:username": "Alice"},
            True,
        ),
        (
            {"Resource": HOME},
            f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Bob",
            {"aws:username": "Alice"},
            False,
        ),
        (
            {"Resource": HOME},
            f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Alice",
            {"AWS:UserName": "Alice"},
            True,
        ),
        ({"Resource": HOME}, f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Alice", {}, False),
        ({"Resource": [HOME, "*"]}, TABLE, {}, True),
        ({"Resource": f"{HOME}-*"}, f"{HOME.split('$')[0]}Alice-1", {"aws:username": "Alice"}, True),
        ({"Resource": f"{HOME}-*"}, f"{HOME.split('$')[0]}Alice", {"aws:username": "Alice"}, False),
        # a value is literal, never a wildcard
        ({"Resource": HOME}, f"{HOME.split('$')[0]}Alice", {"aws:username": "*"}, False),
        ({"Resource": HOME}, f"{HOME.split('$')[0]}*", {"aws:username": "*"}, True),
        # a multivalued key cannot be a variable
        ({"Resource": HOME}, f"{HOME.split('$')[0]}Alice", {"aws:username": ["Alice", "Bob"]}, False),
        # defaults
        ({"Resource": "arn:aws:s3:::b/${aws:userid, 'anonymous'}"}, "arn:aws:s3:::b/anonymous", {}, True),
        (
            {"Resource": "arn:aws:s3:::b/${aws:userid, 'anonymous'}"},
            "arn:aws:s3:::b/u",
            {"aws:userid": "u"},
            True,
        ),
        (
            {"Resource": "arn:aws:s3:::b/${aws:userid, 'anonymous'}"},
            "arn:aws:s3:::b/anonymous",
            {"aws:userid": "u"},
            False,
        ),
        # tags
        (
            {"Resource": "arn:aws:s3:::bucket/${aws:PrincipalTag/department}"},
            "arn:aws:s3:::bucket/HR",
            {"aws:PrincipalTag/department": "HR"},
            True,
        ),
        # special characters
        ({"Resource": "arn:aws:s3:::b/${*}"}, "arn:aws:s3:::b/*", {}, True),
        ({"Resource": "arn:aws:s3:::b/${*}"}, "arn:aws:s3:::b/x", {}, False),
        ({"Resource": "arn:aws:s3:::b/${?}x"}, "arn:aws:s3:::b/?x", {}, True),
        ({"Resource": "arn:aws:s3:::b/${$}{x}"}, "arn:aws:s3:::b/${x}", {}, True),
        # not before the fifth colon
        (
            {"Resource": "arn:aws:dynamodb:${aws:RequestedRegion}:1:table/x"},
            "arn:aws:dynamodb:us-east-1:1:table/x",
            {"aws:RequestedRegion": "us-east-1"},
            False,
        ),
        ({"NotResource": HOME}, TABLE, {"aws:username": "Alice"}, True),
        ({"NotResource": HOME}, f"{HOME.split('$')[0]}Alice", {"aws:username": "Alice"}, False),
        ({"NotResource": HOME}, TABLE, {}, False),
    ],
)
def test_policy_variables_in_resources(
    element: dict[str, Any], resource: str, keys: dict[str, Any], expected: bool
) -> None:
    assert applies({"Effect": "Allow", "Action": "*", **element}, keys, resource=resource) is expected


LEADING = "dynamodb:LeadingKeys"


@pytest.mark.parametrize(
    ("condition", "keys", "expected"),
    [
        ({"StringEquals": {"a:b": "${aws:username}"}}, {"a:b": "Alice", "aws:username": "Alice"}, True),
        ({"StringEquals": {"a:b": "${aws:username}"}}, {"a:b": "Bob", "aws:username": "Alice"}, False),
        ({"StringEquals": {"a:b": "${aws:username}"}}, {"a:b": "${aws:username}"}, False),
        ({"StringEquals": {"a:b": ["${aws:username}", "x"]}}, {"a:b": "x"}, True),
        ({"StringLike": {"a:b": "home/${aws:username}/*"}}, {"a:b": "home/A/f", "aws:username": "A"}, True),
        ({"StringLike": {"a:b": "home/${aws:username}/*"}}, {"a:b": "home/B/f", "aws:username": "*"}, False),
        ({"StringNotEquals": {"a:b": "${aws:username}"}}, {"a:b": "x", "aws:username": "A"}, True),
        ({"StringNotEquals": {"a:b": "${aws:username}"}}, {"a:b": "x"}, False),
        (
            {"StringEqualsIgnoreCase": {"a:b": "${aws:username}"}},
            {"a:b": "ALICE", "aws:username": "alice"},
            True,
        ),
        (
            {"ForAllValues:StringEquals": {LEADING: "${aws:username}"}},
            {LEADING: ["Alice", "Alice"], "aws:username": "Alice"},
            True,
        ),
        (
            {"ForAllValues:StringEquals": {LEADING: "${aws:username}"}},
            {LEADING: ["Alice", "Bob"], "aws:username": "Alice"},
            False,
        ),
        (
            {"ArnLike": {"a:b": "arn:aws:iam::1:user/${aws:username}*"}},
            {"a:b": "arn:aws:iam::1:user/Alice-2", "aws:username": "Alice"},
            True,
        ),
        ({"NumericEquals": {"a:b": "${a:c}"}}, {"a:b": "1", "a:c": "1"}, False),
        ({"StringEquals": {"a:b": "${a:c}"}}, {"a:b": "7", "a:c": 7}, True),
        ({"StringEquals": {"a:b": "${*}"}}, {"a:b": "*"}, True),
    ],
)
def test_policy_variables_in_conditions(condition: Any, keys: dict[str, Any], expected: bool) -> None:
    assert applies(statement(Condition=condition), keys) is expected


def _as_regex(pattern: str) -> str:
    return "".join({"*": "[\\s\\S]*", "?": "[\\s\\S]"}.get(c, re.escape(c)) for c in pattern)


ALPHABET = st.sampled_from("ab:/*?")


@given(st.text(ALPHABET, max_size=12), st.text(st.sampled_from("ab:/*?\n"), max_size=16))
def test_a_wildcard_pattern_matches_as_the_plain_regular_expression_does(pattern: str, value: str) -> None:
    expected = re.fullmatch(_as_regex(pattern), value) is not None
    assert matcher(pattern)(value) is expected
    assert one_of([pattern])(value) is expected
    assert one_of(["never", pattern, "a?never"])(value) is (expected or value == "never")


@given(st.text(ALPHABET, max_size=10), st.text(st.sampled_from("ab:/*?"), max_size=12))
def test_a_resource_pattern_of_a_policy_does_too(pattern: str, value: str) -> None:
    prefix = "arn:aws:s3:::"
    one = statement(resource=prefix + pattern)
    expected = re.fullmatch(_as_regex(prefix + pattern), prefix + value) is not None
    assert applies(one, resource=prefix + value) is expected


def test_hostile_patterns_cost_no_more_than_quadratic_time() -> None:
    matches = matcher("*a" * 40 + "*b")
    assert matches("a" * 4_000) is False
