"""The form that policies are shown in, and their revisions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.resource_policies import check_revision, checked_policy

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Music"


def document(version: str | None = "2012-10-17", **changes: Any) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "dynamodb:GetItem",
        "Resource": ARN,
        **changes,
    }
    return json.dumps({**({"Version": version} if version else {}), "Statement": [statement]})


def shown(text: str) -> Any:
    return json.loads(checked_policy(text, 1.0, None).document)


def test_accounts_become_their_roots_and_lists_of_one_that_one() -> None:
    twice = document(Principal={"AWS": ["123456789012", "arn:aws:iam::123456789012:root"]})
    assert shown(twice)["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    single = document(Action=["dynamodb:GetItem"], Resource=[ARN])
    assert shown(single) == json.loads(document())


def test_a_policy_without_a_version_has_the_old_one() -> None:
    assert shown(document(None))["Version"] == "2008-10-17"


def test_a_policy_that_says_the_same_stays_the_same_revision() -> None:
    first = checked_policy(document(), 1.0, None)
    assert first.revision == "1000"
    assert checked_policy(document(Action=["dynamodb:GetItem"]), 2.0, first) is first
    assert checked_policy(document(Action="dynamodb:PutItem"), 2.0, first).revision == "2000"
    assert checked_policy(document(Action="dynamodb:PutItem"), 1.0, first).revision == "1001"


def test_everybody_is_allowed_only_under_a_condition() -> None:
    condition = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
    assert shown(document(Principal="*", Condition=condition))["Statement"][0]["Principal"] == "*"
    assert shown(document(Principal="*", Effect="Deny"))["Statement"][0]["Effect"] == "Deny"
    for everybody in ("*", {"AWS": "*"}, {"AWS": ["123456789012", "*"]}):
        with pytest.raises(ServiceError, match="grants unbounded access"):
            checked_policy(document(Principal=everybody), 1.0, None)


def test_a_change_may_expect_a_revision() -> None:
    policy = checked_policy(document(), 1.0, None)
    for current, expected in ((policy, None), (None, None), (policy, "1000"), (None, "NO_POLICY")):
        check_revision("Music", current, expected)
    for current, expected in ((policy, "NO_POLICY"), (policy, "999"), (None, "1000")):
        with pytest.raises(ServiceError) as refused:
            check_revision("Music", current, expected)
        assert refused.value.code == "PolicyNotFoundException"
