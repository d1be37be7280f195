"""What IAM tells of a whole account: its alias, its summary, and everything that authorizes somebody."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from .world import ACCOUNT, ADMINISTRATOR, Caller, World, allowing, trusting

TRUST = trusting(f"arn:aws:iam::{ACCOUNT}:root")


def test_an_account_has_one_alias(world: World, root: Caller) -> None:
    assert root("ListAccountAliases")["AccountAliases"] == []
    root("CreateAccountAlias", AccountAlias="first")
    root("CreateAccountAlias", AccountAlias="second")
    assert root("ListAccountAliases") == {"AccountAliases": ["second"], "IsTruncated": False}
    with world.other_root.refused("EntityAlreadyExists", "The account alias second already exists.", 409):
        world.other_root("CreateAccountAlias", AccountAlias="second")
    with root.refused("NoSuchEntity", "The account alias with name first cannot be found.", 404):
        root("DeleteAccountAlias", AccountAlias="first")
    root("DeleteAccountAlias", AccountAlias="second")
    assert root("ListAccountAliases")["AccountAliases"] == []


def test_an_account_has_no_password_policy(root: Caller) -> None:
    with root.refused("NoSuchEntity", f"The Password Policy with domain name {ACCOUNT} cannot be found.", 404):
        root("GetAccountPasswordPolicy")


def test_the_summary_counts_what_there_is(world: World, root: Caller) -> None:
    before = root("GetAccountSummary")["SummaryMap"]
    world.user("Alice")
    root("CreateGroup", GroupName="Readers")
    root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=TRUST)
    root("CreateInstanceProfile", InstanceProfileName="Web")
    arn = root("CreatePolicy", PolicyName="Own", PolicyDocument=allowing("kms:*"))["Policy"]["Arn"]
    root("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=allowing("kms:List*"))
    after = root("GetAccountSummary")["SummaryMap"]
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        **dict.fromkeys(("Users", "Groups", "Roles", "InstanceProfiles", "Policies"), 1),
        "PolicyVersionsInUse": 2,
    }
    assert (after["UsersQuota"], after["AssumeRolePolicySizeQuota"], after["AccountMFAEnabled"]) == (
        5000,
        2048,
        0,
    )
    assert len(after) == 34


@pytest.fixture
def account(world: World, root: Caller) -> str:
    """An account with one of everything, and the ARN of its policy."""
    world.user("Alice", allowing("kms:*"))
    world.user("Bob")
    root("CreateGroup", GroupName="Readers")
    root("AddUserToGroup", GroupName="Readers", UserName="Alice")
    root("CreateRole", RoleName="Reader", Description="reads", AssumeRolePolicyDocument=TRUST)
    root("CreateInstanceProfile", InstanceProfileName="Web")
    root("AddRoleToInstanceProfile", InstanceProfileName="Web", RoleName="Reader")
    arn: str = root("CreatePolicy", PolicyName="Own", Description="mine", PolicyDocument=allowing("kms:*"))[
        "Policy"
    ]["Arn"]
    root("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=allowing("kms:List*"))
    root("AttachGroupPolicy", GroupName="Readers", PolicyArn=arn)
    root("AttachRolePolicy", RoleName="Reader", PolicyArn=ADMINISTRATOR)
    root("PutUserPermissionsBoundary", UserName="Bob", PermissionsBoundary=arn)
    return arn


def test_the_details_tell_everything_that_authorizes(root: Caller, account: str) -> None:
    details = root("GetAccountAuthorizationDetails")
    alice, bob = details["UserDetailList"]
    assert (alice["GroupList"], alice["Tags"], alice["AttachedManagedPolicies"]) == (["Readers"], [], [])
    (inline,) = alice["UserPolicyList"]
    assert (inline["PolicyName"], unquote(inline["PolicyDocument"])) == ("p0", allowing("kms:*"))
    assert "UserPolicyList" not in bob
    assert bob["PermissionsBoundary"]["PermissionsBoundaryArn"] == account
    (group,) = details["GroupDetailList"]
    assert group["GroupPolicyList"] == []
    assert group["AttachedManagedPolicies"] == [{"PolicyName": "Own", "PolicyArn": account}]
    (role,) = details["RoleDetailList"]
    assert (role["RolePolicyList"], role["Tags"], role["RoleLastUsed"]) == ([], [], {})
    assert [profile["InstanceProfileName"] for profile in role["InstanceProfileList"]] == ["Web"]
    assert not {"Description", "MaxSessionDuration"} & role.keys()
    own, administrator = sorted(details["Policies"], key=lambda policy: policy["Arn"])
    assert (own["Arn"], own["AttachmentCount"], own["PermissionsBoundaryUsageCount"]) == (account, 1, 1)
    versions = [(each["VersionId"], each["IsDefaultVersion"]) for each in own["PolicyVersionList"]]
    assert versions == [("v2", False), ("v1", True)]
    assert "Description" not in own
    assert administrator["Arn"] == ADMINISTRATOR


@pytest.mark.parametrize(
    ("wanted", "member"),
    [
        ("User", "UserDetailList"),
        ("Group", "GroupDetailList"),
        ("Role", "RoleDetailList"),
        ("LocalManagedPolicy", "Policies"),
        ("AWSManagedPolicy", "Policies"),
    ],
)
@pytest.mark.usefixtures("account")
def test_the_details_are_filtered(root: Caller, wanted: str, member: str) -> None:
    details = _lists(root("GetAccountAuthorizationDetails", Filter=[wanted]))
    assert [name for name, entries in details.items() if entries] == [member]
    every = root("GetAccountAuthorizationDetails")[member]
    assert [entry for entry in every if entry in details[member]] == details[member]


@pytest.mark.usefixtures("account")
def test_the_details_come_in_pages(root: Caller) -> None:
    whole = _lists(root("GetAccountAuthorizationDetails"))
    paged: dict[str, list[Any]] = {member: [] for member in whole}
    marker: dict[str, str] = {}
    while True:
        page = root("GetAccountAuthorizationDetails", MaxItems=1, **marker)
        assert sum(map(len, _lists(page).values())) == 1
        for member, entries in _lists(page).items():
            paged[member] += entries
        if not page["IsTruncated"]:
            break
        marker = {"Marker": page["Marker"]}
    assert paged == whole


def _lists(details: dict[str, Any]) -> dict[str, list[Any]]:
    return {member: entries for member, entries in details.items() if isinstance(entries, list)}
