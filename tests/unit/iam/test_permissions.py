"""What a principal may do: IAM's own operations, and what other services are told."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.calls import Principal
from strongroom.services.iam.policy import PolicyKind, parse_policy

from .world import ACCOUNT, ADMINISTRATOR, OTHER, Caller, World, allowing, trusting

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def _may(world: World, caller: Caller, action: str = "kms:Decrypt", resource: str = KEY) -> bool:
    permissions = world.iam.directory.of(caller.call.principal)
    return permissions.decide(caller.call, world.clock.now(), action, resource).allowed


def test_the_seeds_policy_allows_its_two_actions_and_nothing_else(world: World) -> None:
    seed = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey"],'
        f'"Resource":"{KEY}"}}]}}'
    )
    alice = world.user("Alice", seed)
    assert _may(world, alice)
    assert _may(world, alice, "kms:GenerateDataKey")
    assert not _may(world, alice, "kms:CreateGrant")
    assert not _may(world, alice, resource=KEY.replace("1234abcd", "ffffffff"))


def test_a_change_has_its_effect_at_once(world: World, root: Caller) -> None:
    alice = world.user("Alice")
    assert not _may(world, alice)
    root("AttachUserPolicy", UserName="Alice", PolicyArn=ADMINISTRATOR)
    assert _may(world, alice)
    root("PutUserPolicy", UserName="Alice", PolicyName="no", PolicyDocument=allowing("kms:*", effect="Deny"))
    assert not _may(world, alice)
    root("DeleteUserPolicy", UserName="Alice", PolicyName="no")
    root("DetachUserPolicy", UserName="Alice", PolicyArn=ADMINISTRATOR)
    assert not _may(world, alice)


def test_a_user_may_what_its_groups_may(world: World, root: Caller) -> None:
    alice = world.user("Alice")
    root("CreateGroup", GroupName="Readers")
    root("PutGroupPolicy", GroupName="Readers", PolicyName="p", PolicyDocument=allowing("kms:Decrypt"))
    assert not _may(world, alice)
    root("AddUserToGroup", GroupName="Readers", UserName="Alice")
    assert _may(world, alice)
    root("UpdateGroup", GroupName="Readers", NewGroupName="Others")
    assert _may(world, alice)
    root("RemoveUserFromGroup", GroupName="Others", UserName="Alice")
    assert not _may(world, alice)


def test_a_boundary_limits(world: World, root: Caller) -> None:
    alice = world.user("Alice", allowing("kms:*"))
    arn = root("CreatePolicy", PolicyName="Limit", PolicyDocument=allowing("kms:Encrypt"))["Policy"]["Arn"]
    root("PutUserPermissionsBoundary", UserName="Alice", PermissionsBoundary=arn)
    assert not _may(world, alice)
    assert _may(world, alice, "kms:Encrypt")
    version = {"PolicyArn": arn, "PolicyDocument": allowing("kms:Decrypt"), "SetAsDefault": True}
    root("CreatePolicyVersion", **version)
    assert _may(world, alice)


def test_a_users_tags_are_condition_keys_and_variables(world: World, root: Caller) -> None:
    resource = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/"
    alice = world.user("Alice", allowing("dynamodb:*", resource + "${aws:PrincipalTag/team}-${aws:username}"))
    assert not _may(world, alice, "dynamodb:GetItem", resource + "blue-Alice")
    root("TagUser", UserName="Alice", Tags=[{"Key": "team", "Value": "blue"}])
    assert _may(world, alice, "dynamodb:GetItem", resource + "blue-Alice")
    assert not _may(world, alice, "dynamodb:GetItem", resource + "red-Alice")


def test_nobody_known_may_nothing_and_the_root_user_everything_of_its_account(world: World) -> None:
    stranger = world.caller(Principal("IAMUser", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/Nobody"))
    assert not _may(world, stranger)
    assert _may(world, world.root)
    assert not _may(world, world.other_root)


def test_a_refusal_says_why(world: World) -> None:
    alice = world.user("Alice")
    verdict = world.iam.directory.of(alice.call.principal).decide(alice.call, 0.0, "kms:Decrypt", KEY)
    assert verdict.message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/Alice is not authorized to perform: kms:Decrypt on resource: {KEY} "
        "because no identity-based policy allows the kms:Decrypt action"
    )


ARN = f"arn:aws:iam::{ACCOUNT}:"
SIMULATED = {"PolicySourceArn": f"{ARN}user/Alice", "ActionNames": ["kms:Decrypt"]}


@pytest.mark.parametrize(
    ("operation", "request_members", "resource"),
    [
        ("CreateUser", {"UserName": "New", "Path": "/x/"}, f"{ARN}user/x/New"),
        ("GetUser", {"UserName": "Alice"}, "user Alice"),
        ("GetUser", {"UserName": "Nobody"}, "user Nobody"),
        ("DeleteUser", {"UserName": "Alice"}, "user Alice"),
        ("ListUsers", {"PathPrefix": "/x/"}, f"{ARN}user/x/"),
        ("TagUser", {"UserName": "Alice", "Tags": [{"Key": "a", "Value": "b"}]}, f"{ARN}user/Alice"),
        ("SimulatePrincipalPolicy", SIMULATED, f"{ARN}user/Alice"),
        ("CreateGroup", {"GroupName": "New"}, f"{ARN}group/New"),
        ("AddUserToGroup", {"GroupName": "New", "UserName": "Alice"}, "group New"),
        ("CreateRole", {"RoleName": "New", "AssumeRolePolicyDocument": trusting("*")}, f"{ARN}role/New"),
        ("GetRole", {"RoleName": "New"}, "role New"),
        ("PutUserPolicy", {"UserName": "Alice", "PolicyName": "p", "PolicyDocument": "{}"}, "user Alice"),
        ("AttachUserPolicy", {"UserName": "Alice", "PolicyArn": ADMINISTRATOR}, "user Alice"),
        ("CreatePolicy", {"PolicyName": "New", "PolicyDocument": "{}"}, "policy New"),
        ("GetPolicy", {"PolicyArn": ADMINISTRATOR}, f"policy {ADMINISTRATOR}"),
        ("ListPolicies", {}, "policy path /"),
        ("CreateAccessKey", {}, "user Alice"),
    ],
)
def test_iam_asks_for_permission_before_anything_else(
    world: World, operation: str, request_members: dict[str, Any], resource: str
) -> None:
    alice = world.user("Alice")
    message = (
        f"User: {ARN}user/Alice is not authorized to perform: iam:{operation} on resource: {resource} "
        f"because no identity-based policy allows the iam:{operation} action"
    )
    with alice.refused("AccessDenied", message, 403):
        alice(operation, **request_members)


def test_conditions_of_iam(world: World, root: Caller) -> None:
    only = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:AttachUserPolicy","Resource":"*",'
        f'"Condition":{{"ArnEquals":{{"iam:PolicyARN":"{ADMINISTRATOR}"}}}}}}]}}'
    )
    alice = world.user("Alice", only)
    root("CreateUser", UserName="Bob")
    alice("AttachUserPolicy", UserName="Bob", PolicyArn=ADMINISTRATOR)
    with alice.refused("AccessDenied"):
        alice("AttachUserPolicy", UserName="Bob", PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")


def test_a_user_may_look_after_its_own_keys(world: World) -> None:
    resource = f"arn:aws:iam::{ACCOUNT}:user/" + "${aws:username}"
    alice = world.user("Alice", allowing("iam:*AccessKey*", resource))
    world.root("CreateUser", UserName="Bob")
    assert alice("CreateAccessKey")["AccessKey"]["UserName"] == "Alice"
    with alice.refused("AccessDenied"):
        alice("CreateAccessKey", UserName="Bob")


def test_another_accounts_user_may_nothing_here(world: World) -> None:
    mallory = world.user("Mallory", allowing("*"), account=OTHER)
    assert not _may(world, mallory)
    assert [user["UserName"] for user in mallory("ListUsers")["Users"]] == ["Mallory"]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("127.0.0.0/8", True), ("10.0.0.0/8", False)],
)
def test_a_policy_that_looks_at_the_circumstances_sees_them(world: World, address: str, allowed: bool) -> None:
    condition = f'"Condition":{{"IpAddress":{{"aws:SourceIp":"{address}"}}}},"Action"'
    alice = world.user("Alice", allowing("kms:*").replace('"Action"', condition))
    assert world.iam.directory.of(alice.call.principal).condition_keys == {"aws:sourceip"}
    assert _may(world, alice) is allowed


def test_a_resource_policy_that_looks_at_the_circumstances_sees_them(world: World) -> None:
    alice = world.user("Alice")
    key_policy = parse_policy(
        '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*",'
        '"Condition":{"StringEquals":{"aws:username":"Alice"}}}]}',
        PolicyKind.KEY,
    )
    permissions = world.iam.directory.of(alice.call.principal)
    verdict = permissions.decide(alice.call, 0.0, "kms:Decrypt", KEY, resource_policy=key_policy)
    assert verdict.allowed


def test_a_look_up_is_remembered(world: World) -> None:
    """It is asked for every call on an item."""
    alice = world.user("Alice", allowing("kms:*"))
    directory, principal = world.iam.directory, alice.call.principal
    assert directory.of(principal) is directory.of(principal)
