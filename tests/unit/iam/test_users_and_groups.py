"""Users, groups and who is in which."""

from __future__ import annotations

import pytest

from .world import ACCOUNT, ADMINISTRATOR, OTHER, Caller, World, allowing

USER = f"arn:aws:iam::{ACCOUNT}:user"
GROUP = f"arn:aws:iam::{ACCOUNT}:group"


def test_a_user_is_made_found_and_deleted(root: Caller) -> None:
    made = root("CreateUser", UserName="Alice", Path="/team/", Tags=[{"Key": "Team", "Value": "blue"}])["User"]
    assert made["Arn"] == f"{USER}/team/Alice"
    assert made["UserId"].startswith("AIDA")
    assert len(made["UserId"]) == 21
    assert made["Tags"] == [{"Key": "Team", "Value": "blue"}]
    assert root("GetUser", UserName="Alice")["User"] == made
    del made["Tags"]
    assert root("ListUsers") == {"Users": [made], "IsTruncated": False}
    root("DeleteUser", UserName="Alice")
    with root.refused("NoSuchEntity", "The user with name Alice cannot be found.", 404):
        root("GetUser", UserName="Alice")


@pytest.mark.parametrize("name", ["Alice", "alice", "ALICE"])
def test_names_are_unique_without_regard_to_case(root: Caller, name: str) -> None:
    root("CreateUser", UserName="Alice")
    with root.refused("EntityAlreadyExists", f"User with name {name} already exists.", 409):
        root("CreateUser", UserName=name)


def test_names_are_found_by_their_exact_spelling(root: Caller) -> None:
    root("CreateUser", UserName="Alice")
    with root.refused("NoSuchEntity"):
        root("GetUser", UserName="alice")


def test_accounts_do_not_see_each_others_users(world: World, root: Caller) -> None:
    root("CreateUser", UserName="Alice")
    assert world.other_root("ListUsers")["Users"] == []
    world.other_root("CreateUser", UserName="Alice")
    assert world.other_root("GetUser", UserName="Alice")["User"]["Arn"] == f"arn:aws:iam::{OTHER}:user/Alice"


def test_without_a_name_the_caller_is_meant(world: World, root: Caller) -> None:
    alice = world.user("Alice", allowing("iam:GetUser"))
    assert alice("GetUser")["User"]["UserName"] == "Alice"
    assert root("GetUser")["User"]["UserId"] == ACCOUNT
    with root.refused("ValidationError", "Must specify userName when calling with non-User credentials"):
        root("CreateAccessKey")


@pytest.mark.parametrize(
    ("operation", "member"),
    [
        ("ListMFADevices", "MFADevices"),
        ("ListSigningCertificates", "Certificates"),
        ("ListSSHPublicKeys", "SSHPublicKeys"),
        ("ListServiceSpecificCredentials", "ServiceSpecificCredentials"),
    ],
)
def test_nobody_has_uncommon_credentials(world: World, root: Caller, operation: str, member: str) -> None:
    alice = world.user("Alice", allowing(f"iam:{operation}", f"{USER}/Alice"))
    none = {member: [], "IsTruncated": False}
    assert root(operation) == root(operation, UserName="Alice") == alice(operation) == none
    with root.refused("NoSuchEntity", "The user with name Bob cannot be found.", 404):
        root(operation, UserName="Bob")
    with alice.refused("AccessDenied"):
        alice(operation, UserName="Bob")


def test_no_account_has_mfa_devices_or_credentials_of_services(world: World, root: Caller) -> None:
    assert root("ListVirtualMFADevices") == {"VirtualMFADevices": [], "IsTruncated": False}
    assert root("ListServiceSpecificCredentials", AllUsers=True)["ServiceSpecificCredentials"] == []
    alice = world.user("Alice")
    with alice.refused("AccessDenied"):
        alice("ListVirtualMFADevices")
    with alice.refused("AccessDenied"):
        alice("ListServiceSpecificCredentials", AllUsers=True)


@pytest.mark.parametrize("operation", ["GetLoginProfile", "DeleteLoginProfile"])
def test_no_user_has_a_password(root: Caller, operation: str) -> None:
    root("CreateUser", UserName="Alice")
    with root.refused("NoSuchEntity", "Login Profile for User Alice cannot be found.", 404):
        root(operation, UserName="Alice")
    with root.refused("NoSuchEntity", "The user with name Bob cannot be found.", 404):
        root(operation, UserName="Bob")


def test_a_user_is_renamed_and_moved_with_all_that_is_hers(world: World, root: Caller) -> None:
    alice = world.user("Alice", allowing("iam:*"))
    root("CreateGroup", GroupName="Readers")
    root("AddUserToGroup", GroupName="Readers", UserName="Alice")
    before = root("GetUser", UserName="Alice")["User"]
    root("UpdateUser", UserName="Alice", NewUserName="Alicia", NewPath="/new/")
    after = root("GetUser", UserName="Alicia")["User"]
    assert (after["Arn"], after["UserId"]) == (f"{USER}/new/Alicia", before["UserId"])
    assert root("ListUserPolicies", UserName="Alicia")["PolicyNames"] == ["p0"]
    assert [group["GroupName"] for group in root("ListGroupsForUser", UserName="Alicia")["Groups"]] == [
        "Readers"
    ]
    key = root("ListAccessKeys", UserName="Alicia")["AccessKeyMetadata"][0]
    assert world.signing(key["AccessKeyId"]).call.principal.arn == f"{USER}/new/Alicia"
    assert alice.call.principal.access_key_id == key["AccessKeyId"]


def test_a_user_is_not_renamed_to_a_name_that_is_taken(root: Caller) -> None:
    root("CreateUser", UserName="Alice")
    root("CreateUser", UserName="Bob")
    with root.refused("EntityAlreadyExists", "User with name ALICE already exists."):
        root("UpdateUser", UserName="Bob", NewUserName="ALICE")
    root("UpdateUser", UserName="Bob", NewUserName="BOB")
    assert root("GetUser", UserName="BOB")


@pytest.mark.parametrize(
    ("operation", "request_members", "message"),
    [
        (
            "AttachUserPolicy",
            {"PolicyArn": ADMINISTRATOR},
            "Cannot delete entity, must detach all policies first.",
        ),
        (
            "PutUserPolicy",
            {"PolicyName": "p", "PolicyDocument": allowing("kms:*")},
            "Cannot delete entity, must delete policies first.",
        ),
        ("CreateAccessKey", {}, "Cannot delete entity, must delete access keys first."),
        (
            "AddUserToGroup",
            {"GroupName": "Readers"},
            "Cannot delete entity, must remove users from group first.",
        ),
    ],
)
def test_a_user_who_still_has_something_is_not_deleted(
    root: Caller, operation: str, request_members: dict[str, str], message: str
) -> None:
    root("CreateUser", UserName="Alice")
    root("CreateGroup", GroupName="Readers")
    root(operation, UserName="Alice", **request_members)
    with root.refused("DeleteConflict", message, 409):
        root("DeleteUser", UserName="Alice")


def test_lists_come_in_pages_in_the_order_of_names_under_a_path(root: Caller) -> None:
    for name in ("delta", "Bravo", "alpha", "Charlie"):
        root("CreateUser", UserName=name, Path="/x/" if name != "delta" else "/y/")
    names, marker = [], {}
    while True:
        answer = root("ListUsers", MaxItems=2, PathPrefix="/x/", **marker)
        names += [user["UserName"] for user in answer["Users"]]
        if not answer["IsTruncated"]:
            break
        marker = {"Marker": answer["Marker"]}
    assert names == ["alpha", "Bravo", "Charlie"]
    with root.refused("ValidationError"):
        root("ListUsers", Marker="!")


def test_a_group_has_members(root: Caller) -> None:
    made = root("CreateGroup", GroupName="Readers", Path="/g/")["Group"]
    assert (made["Arn"], made["GroupId"][:4]) == (f"{GROUP}/g/Readers", "AGPA")
    for name in ("Alice", "Bob", "Carol"):
        root("CreateUser", UserName=name)
    for name in ("Alice", "Bob", "Bob"):
        root("AddUserToGroup", GroupName="Readers", UserName=name)
    answer = root("GetGroup", GroupName="Readers")
    assert answer["Group"] == made
    assert [user["UserName"] for user in answer["Users"]] == ["Alice", "Bob"]
    root("RemoveUserFromGroup", GroupName="Readers", UserName="Alice")
    assert [user["UserName"] for user in root("GetGroup", GroupName="Readers")["Users"]] == ["Bob"]
    assert root("ListGroups")["Groups"] == [made]


def test_a_group_is_renamed_with_its_members(root: Caller) -> None:
    root("CreateGroup", GroupName="Readers")
    root("CreateUser", UserName="Alice")
    root("AddUserToGroup", GroupName="Readers", UserName="Alice")
    root("UpdateGroup", GroupName="Readers", NewGroupName="Writers")
    assert [user["UserName"] for user in root("GetGroup", GroupName="Writers")["Users"]] == ["Alice"]
    with root.refused("NoSuchEntity", "The group with name Readers cannot be found."):
        root("GetGroup", GroupName="Readers")


def test_a_group_with_members_or_policies_is_not_deleted(root: Caller) -> None:
    root("CreateGroup", GroupName="Readers")
    root("CreateUser", UserName="Alice")
    root("AddUserToGroup", GroupName="Readers", UserName="Alice")
    with root.refused("DeleteConflict", "Cannot delete entity, must remove users from group first."):
        root("DeleteGroup", GroupName="Readers")
    root("RemoveUserFromGroup", GroupName="Readers", UserName="Alice")
    root("AttachGroupPolicy", GroupName="Readers", PolicyArn=ADMINISTRATOR)
    with root.refused("DeleteConflict", "Cannot delete entity, must detach all policies first."):
        root("DeleteGroup", GroupName="Readers")
    root("DetachGroupPolicy", GroupName="Readers", PolicyArn=ADMINISTRATOR)
    root("DeleteGroup", GroupName="Readers")
    assert root("ListGroups")["Groups"] == []


def test_unknown_members_and_groups(root: Caller) -> None:
    root("CreateGroup", GroupName="Readers")
    with root.refused("NoSuchEntity", "The user with name Nobody cannot be found."):
        root("AddUserToGroup", GroupName="Readers", UserName="Nobody")
    root("CreateUser", UserName="Alice")
    for operation in ("AddUserToGroup", "RemoveUserFromGroup"):
        with root.refused("NoSuchEntity", "The user with name Nobody cannot be found."):
            root(operation, GroupName="None", UserName="Nobody")
        with root.refused("NoSuchEntity", "The group with name None cannot be found."):
            root(operation, GroupName="None", UserName="Alice")
    with root.refused("EntityAlreadyExists", "Group with name readers already exists."):
        root("CreateGroup", GroupName="readers")


def test_a_user_is_in_at_most_ten_groups(root: Caller) -> None:
    root("CreateUser", UserName="Alice")
    for number in range(11):
        root("CreateGroup", GroupName=f"G{number}")
    for number in range(10):
        root("AddUserToGroup", GroupName=f"G{number}", UserName="Alice")
    with root.refused("LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10", 409):
        root("AddUserToGroup", GroupName="G10", UserName="Alice")


@pytest.mark.parametrize("kind", ["User", "Role"])
def test_tags(root: Caller, kind: str) -> None:
    trust = {"AssumeRolePolicyDocument": _trust()} if kind == "Role" else {}
    name = {f"{kind}Name": "x"}
    root(f"Create{kind}", **name, **trust)
    root(f"Tag{kind}", **name, Tags=[{"Key": "Team", "Value": "blue"}, {"Key": "a", "Value": ""}])
    root(f"Tag{kind}", **name, Tags=[{"Key": "team", "Value": "red"}])
    assert root(f"List{kind}Tags", **name)["Tags"] == [
        {"Key": "a", "Value": ""},
        {"Key": "team", "Value": "red"},
    ]
    root(f"Untag{kind}", **name, TagKeys=["TEAM", "nothing"])
    assert root(f"List{kind}Tags", **name)["Tags"] == [{"Key": "a", "Value": ""}]
    with root.refused("InvalidInput"):
        root(f"Tag{kind}", **name, Tags=[{"Key": "b", "Value": "1"}, {"Key": "B", "Value": "2"}])
    with root.refused("LimitExceeded", "Cannot exceed quota for TagsPerResource: 50"):
        root(f"Tag{kind}", **name, Tags=[{"Key": f"k{number}", "Value": ""} for number in range(50)])


def _trust() -> str:
    return (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},'
        '"Action":"sts:AssumeRole"}]}'
    )
