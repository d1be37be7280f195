"""Roles, their trust policies, and service-linked roles."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest

from .world import ACCOUNT, ADMINISTRATOR, OTHER, Caller, World, allowing, trusting

ROLE = f"arn:aws:iam::{ACCOUNT}:role"
TRUST = trusting(f"arn:aws:iam::{ACCOUNT}:root")


def test_a_role_is_made_found_changed_and_deleted(root: Caller) -> None:
    made = root("CreateRole", RoleName="Reader", Path="/app/", Description="r", AssumeRolePolicyDocument=TRUST)[
        "Role"
    ]
    assert (made["Arn"], made["RoleId"][:4]) == (f"{ROLE}/app/Reader", "AROA")
    assert unquote(made["AssumeRolePolicyDocument"]) == TRUST
    listed = {**made, "Description": "r", "MaxSessionDuration": 3600}
    assert root("ListRoles")["Roles"] == [listed]
    assert root("GetRole", RoleName="Reader")["Role"] == {**listed, "RoleLastUsed": {}}
    root("UpdateRole", RoleName="Reader", Description="reads", MaxSessionDuration=7200)
    changed = root("GetRole", RoleName="Reader")["Role"]
    assert (changed["Description"], changed["MaxSessionDuration"]) == ("reads", 7200)
    answer = root("UpdateRoleDescription", RoleName="Reader", Description="still reads")
    assert answer["Role"] == {**made, "Description": "still reads"}
    trust = trusting("*")
    root("UpdateAssumeRolePolicy", RoleName="Reader", PolicyDocument=trust)
    (listed,) = root("ListRoles", PathPrefix="/app/")["Roles"]
    assert unquote(listed["AssumeRolePolicyDocument"]) == trust
    root("DeleteRole", RoleName="Reader")
    with root.refused("NoSuchEntity", "The role with name Reader cannot be found.", 404):
        root("GetRole", RoleName="Reader")


def test_names_are_unique(root: Caller) -> None:
    root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=TRUST)
    with root.refused("EntityAlreadyExists", "Role with name reader already exists.", 409):
        root("CreateRole", RoleName="reader", AssumeRolePolicyDocument=TRUST)


def test_a_role_that_still_has_something_is_not_deleted(root: Caller) -> None:
    root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=TRUST)
    root("AttachRolePolicy", RoleName="Reader", PolicyArn=ADMINISTRATOR)
    root("PutRolePolicy", RoleName="Reader", PolicyName="p", PolicyDocument=allowing("kms:*"))
    with root.refused("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409):
        root("DeleteRole", RoleName="Reader")
    root("DetachRolePolicy", RoleName="Reader", PolicyArn=ADMINISTRATOR)
    with root.refused("DeleteConflict", "Cannot delete entity, must delete policies first.", 409):
        root("DeleteRole", RoleName="Reader")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("nonsense", "This policy contains invalid Json"),
        (allowing("sts:AssumeRole"), "Missing required field Principal"),
        (trusting("*", '"kms:Decrypt"'), "AssumeRole policy may only specify STS AssumeRole actions."),
        (
            trusting(f"arn:aws:iam::{ACCOUNT}:user/Nobody"),
            f'Invalid principal in policy: "AWS":"arn:aws:iam::{ACCOUNT}:user/Nobody"',
        ),
        (
            trusting(f"arn:aws:iam::{ACCOUNT}:role/Nothing"),
            f'Invalid principal in policy: "AWS":"arn:aws:iam::{ACCOUNT}:role/Nothing"',
        ),
        (trusting("Nobody"), 'Invalid principal in policy: "AWS":"Nobody"'),
    ],
)
def test_a_trust_policy_is_checked(root: Caller, document: str, message: str) -> None:
    with root.refused("MalformedPolicyDocument", message, 400):
        root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=document)
    root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=TRUST)
    with root.refused("MalformedPolicyDocument", message, 400):
        root("UpdateAssumeRolePolicy", RoleName="Reader", PolicyDocument=document)


def test_a_trust_policy_may_name_who_exists_and_whom_nobody_here_knows(world: World, root: Caller) -> None:
    world.user("Alice")
    named = [f"arn:aws:iam::{ACCOUNT}:user/Alice", f"arn:aws:iam::{OTHER}:user/Somebody"]
    for number, arn in enumerate(named):
        root("CreateRole", RoleName=f"R{number}", AssumeRolePolicyDocument=trusting(arn))
    assert world.iam.directory.unknown([*named, f"{ROLE}/R0", f"{ROLE}/x/R0"]) == [f"{ROLE}/x/R0", named[1]]


def test_a_trust_policy_is_limited(root: Caller) -> None:
    document = json.loads(TRUST)
    document["Id"] = "x" * 2048
    with root.refused("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048", 409):
        root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=json.dumps(document))


class TestServiceLinkedRoles:
    HOST = "replication.dynamodb.amazonaws.com"
    NAME = "AWSServiceRoleForDynamoDBReplication"

    def test_a_role_of_dynamodb_is_made_once(self, root: Caller) -> None:
        made = root("CreateServiceLinkedRole", AWSServiceName=self.HOST)["Role"]
        assert made["Arn"] == f"{ROLE}/aws-service-role/{self.HOST}/{self.NAME}"
        trust = json.loads(unquote(made["AssumeRolePolicyDocument"]))
        assert trust["Statement"][0]["Principal"] == {"Service": self.HOST}
        (attached,) = root("ListAttachedRolePolicies", RoleName=self.NAME)["AttachedPolicies"]
        assert attached["PolicyName"] == "DynamoDBReplicationServiceRolePolicy"
        message = (
            f"Service role name {self.NAME} has been taken in this account, please try a different suffix."
        )
        with root.refused("InvalidInput", message, 400):
            root("CreateServiceLinkedRole", AWSServiceName=self.HOST)

    @pytest.mark.parametrize(
        ("operation", "request_members"),
        [
            ("DeleteRole", {}),
            ("PutRolePolicy", {"PolicyName": "p", "PolicyDocument": allowing("kms:*")}),
            ("AttachRolePolicy", {"PolicyArn": ADMINISTRATOR}),
            ("UpdateAssumeRolePolicy", {"PolicyDocument": TRUST}),
            ("UpdateRole", {"Description": "x", "MaxSessionDuration": 7200}),
            ("PutRolePermissionsBoundary", {"PermissionsBoundary": ADMINISTRATOR}),
        ],
    )
    def test_only_its_service_changes_it(
        self, root: Caller, operation: str, request_members: dict[str, str]
    ) -> None:
        root("CreateServiceLinkedRole", AWSServiceName=self.HOST)
        message = (
            f"Cannot perform the operation on the protected role '{self.NAME}' - this role is only modifiable "
            "by AWS"
        )
        with root.refused("UnmodifiableEntity", message, 400):
            root(operation, RoleName=self.NAME, **request_members)

    def test_no_instance_gets_it(self, root: Caller) -> None:
        root("CreateServiceLinkedRole", AWSServiceName=self.HOST)
        root("CreateInstanceProfile", InstanceProfileName="Web")
        with root.refused("UnmodifiableEntity"):
            root("AddRoleToInstanceProfile", InstanceProfileName="Web", RoleName=self.NAME)

    def test_its_description_and_tags_are_its_accounts(self, root: Caller) -> None:
        root("CreateServiceLinkedRole", AWSServiceName=self.HOST, Description="one")
        root("UpdateRole", RoleName=self.NAME, Description="two")
        root("TagRole", RoleName=self.NAME, Tags=[{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}])
        root("UntagRole", RoleName=self.NAME, TagKeys=["c"])
        role = root("GetRole", RoleName=self.NAME)["Role"]
        assert (role["Description"], role["Tags"]) == ("two", [{"Key": "a", "Value": "b"}])
        changed = root("UpdateRoleDescription", RoleName=self.NAME, Description="three")["Role"]
        assert changed["Description"] == "three"

    def test_it_is_deleted_by_a_task(self, root: Caller) -> None:
        root("CreateServiceLinkedRole", AWSServiceName=self.HOST)
        task = root("DeleteServiceLinkedRole", RoleName=self.NAME)["DeletionTaskId"]
        assert task.startswith(f"task/aws-service-role/{self.HOST}/{self.NAME}/")
        assert root("GetServiceLinkedRoleDeletionStatus", DeletionTaskId=task) == {"Status": "SUCCEEDED"}
        assert root("ListRoles")["Roles"] == []
        with root.refused("InvalidInput"):
            root("GetServiceLinkedRoleDeletionStatus", DeletionTaskId="task/nonsense")

    def test_other_services_have_none_here(self, root: Caller) -> None:
        with root.refused("InvalidInput"):
            root("CreateServiceLinkedRole", AWSServiceName="spot.amazonaws.com")
        with root.refused("InvalidInput", f"Custom suffix is not allowed for {self.HOST}"):
            root("CreateServiceLinkedRole", AWSServiceName=self.HOST, CustomSuffix="x")
