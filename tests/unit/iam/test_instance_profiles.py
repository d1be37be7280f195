"""Instance profiles: the roles in them, and their tags."""

from __future__ import annotations

import pytest

from .world import ACCOUNT, Caller, World, allowing, trusting

PROFILE = f"arn:aws:iam::{ACCOUNT}:instance-profile"
TRUST = trusting(f"arn:aws:iam::{ACCOUNT}:root")


@pytest.fixture
def role(root: Caller) -> dict[str, object]:
    made: dict[str, object] = root(
        "CreateRole", RoleName="Reader", Description="reads", AssumeRolePolicyDocument=TRUST
    )["Role"]
    return made


def test_an_instance_profile_is_made_found_and_deleted(root: Caller) -> None:
    made = root("CreateInstanceProfile", InstanceProfileName="Web", Path="/app/")["InstanceProfile"]
    assert (made["Arn"], made["InstanceProfileId"][:4], made["Roles"]) == (f"{PROFILE}/app/Web", "AIPA", [])
    assert "Tags" not in made
    assert root("GetInstanceProfile", InstanceProfileName="Web")["InstanceProfile"] == {**made, "Tags": []}
    assert root("ListInstanceProfiles", PathPrefix="/app/")["InstanceProfiles"] == [made]
    assert root("ListInstanceProfiles", PathPrefix="/other/")["InstanceProfiles"] == []
    with root.refused("EntityAlreadyExists", "Instance Profile web already exists.", 409):
        root("CreateInstanceProfile", InstanceProfileName="web")
    root("DeleteInstanceProfile", InstanceProfileName="Web")
    for operation in ("GetInstanceProfile", "DeleteInstanceProfile", "ListInstanceProfileTags"):
        with root.refused("NoSuchEntity", "Instance Profile Web cannot be found.", 404):
            root(operation, InstanceProfileName="Web")


def test_a_role_is_put_in_and_taken_out(root: Caller, role: dict[str, object]) -> None:
    shown = {name: value for name, value in role.items() if name != "Description"}
    for name in ("Web", "Db"):
        root("CreateInstanceProfile", InstanceProfileName=name)
        root("AddRoleToInstanceProfile", InstanceProfileName=name, RoleName="Reader")
    profiles = root("ListInstanceProfilesForRole", RoleName="Reader")["InstanceProfiles"]
    assert [profile["InstanceProfileName"] for profile in profiles] == ["Db", "Web"]
    assert [profile["Roles"] for profile in profiles] == [[shown], [shown]]
    with root.refused("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1", 409):
        root("AddRoleToInstanceProfile", InstanceProfileName="Web", RoleName="Reader")
    message = "Cannot delete entity, must remove roles from instance profile first."
    with root.refused("DeleteConflict", message, 409):
        root("DeleteInstanceProfile", InstanceProfileName="Web")
    with root.refused("DeleteConflict", message, 409):
        root("DeleteRole", RoleName="Reader")
    for name in ("Web", "Db"):
        root("RemoveRoleFromInstanceProfile", InstanceProfileName=name, RoleName="Reader")
    message = "Role Reader in Instance Profile Web cannot be found."
    with root.refused("NoSuchEntity", message, 404):
        root("RemoveRoleFromInstanceProfile", InstanceProfileName="Web", RoleName="Reader")
    assert root("ListInstanceProfilesForRole", RoleName="Reader")["InstanceProfiles"] == []
    root("DeleteRole", RoleName="Reader")


@pytest.mark.parametrize("operation", ["AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"])
def test_role_and_profile_must_be_there(root: Caller, operation: str) -> None:
    with root.refused("NoSuchEntity", "Instance Profile Web cannot be found.", 404):
        root(operation, InstanceProfileName="Web", RoleName="Nobody")
    root("CreateInstanceProfile", InstanceProfileName="Web")
    with root.refused("NoSuchEntity", "The role with name Nobody cannot be found.", 404):
        root(operation, InstanceProfileName="Web", RoleName="Nobody")


@pytest.mark.usefixtures("role")
def test_who_puts_a_role_in_must_be_allowed_to_pass_it(world: World, root: Caller) -> None:
    alice = world.user("Alice", allowing("iam:AddRoleToInstanceProfile"))
    root("CreateInstanceProfile", InstanceProfileName="Web")
    with alice.refused("AccessDenied"):
        alice("AddRoleToInstanceProfile", InstanceProfileName="Web", RoleName="Reader")
    root("PutUserPolicy", UserName="Alice", PolicyName="p1", PolicyDocument=allowing("iam:PassRole"))
    alice("AddRoleToInstanceProfile", InstanceProfileName="Web", RoleName="Reader")


def test_tags(root: Caller) -> None:
    tags = [{"Key": "a", "Value": "b"}]
    made = root("CreateInstanceProfile", InstanceProfileName="Web", Tags=tags)["InstanceProfile"]
    assert made["Tags"] == tags
    root("TagInstanceProfile", InstanceProfileName="Web", Tags=[{"Key": "A", "Value": "c"}])
    listed = root("ListInstanceProfileTags", InstanceProfileName="Web")["Tags"]
    assert listed == [{"Key": "A", "Value": "c"}, *tags]
    root("UntagInstanceProfile", InstanceProfileName="Web", TagKeys=["a"])
    found = root("GetInstanceProfile", InstanceProfileName="Web")["InstanceProfile"]
    assert found["Tags"] == [{"Key": "A", "Value": "c"}]
