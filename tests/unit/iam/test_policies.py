"""Inline and managed policies, attachments and permissions boundaries."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest

from .world import ACCOUNT, ADMINISTRATOR, OTHER, Caller, World, allowing, trusting

POLICY = f"arn:aws:iam::{ACCOUNT}:policy"
KINDS = ["User", "Group", "Role"]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, root: Caller) -> str:
    """A kind of identity; one called ``x`` is there."""
    kind: str = request.param
    extra = {"AssumeRolePolicyDocument": trusting("*")} if kind == "Role" else {}
    root(f"Create{kind}", **{f"{kind}Name": "x"}, **extra)
    return kind


def test_inline_policies(root: Caller, kind: str) -> None:
    name = {f"{kind}Name": "x"}
    document = allowing("kms:Decrypt")
    root(f"Put{kind}Policy", **name, PolicyName="b", PolicyDocument=document)
    root(f"Put{kind}Policy", **name, PolicyName="a", PolicyDocument=allowing("kms:Encrypt"))
    root(f"Put{kind}Policy", **name, PolicyName="a", PolicyDocument=document)
    listed = root(f"List{kind}Policies", **name)
    assert (listed["PolicyNames"], listed["IsTruncated"]) == (["a", "b"], False)
    found = root(f"Get{kind}Policy", **name, PolicyName="a")
    assert (found[f"{kind}Name"], found["PolicyName"]) == ("x", "a")
    assert _text(found["PolicyDocument"]) == document
    root(f"Delete{kind}Policy", **name, PolicyName="a")
    message = f"The {kind.lower()} policy with name a cannot be found."
    with root.refused("NoSuchEntity", message, 404):
        root(f"Get{kind}Policy", **name, PolicyName="a")
    with root.refused("NoSuchEntity", message, 404):
        root(f"Delete{kind}Policy", **name, PolicyName="a")
    with root.refused("NoSuchEntity", f"The {kind.lower()} with name y cannot be found.", 404):
        root(f"List{kind}Policies", **{f"{kind}Name": "y"})


def test_inline_policies_are_checked_and_limited_together(root: Caller, kind: str) -> None:
    name = {f"{kind}Name": "x"}
    most = {"User": 2048, "Group": 5120, "Role": 10_240}[kind]
    with root.refused("MalformedPolicyDocument", "Syntax errors in policy.", 400):
        root(f"Put{kind}Policy", **name, PolicyName="a", PolicyDocument="nonsense")
    half = allowing("kms:" + "a" * (most // 2))
    root(f"Put{kind}Policy", **name, PolicyName="a", PolicyDocument=half + " " * 1000)
    root(f"Put{kind}Policy", **name, PolicyName="a", PolicyDocument=half)
    message = f"Maximum policy size of {most} bytes exceeded for {kind.lower()} x"
    with root.refused("LimitExceeded", message, 409):
        root(f"Put{kind}Policy", **name, PolicyName="b", PolicyDocument=half)


def test_attachments(root: Caller, kind: str) -> None:
    name = {f"{kind}Name": "x"}
    own = root("CreatePolicy", PolicyName="Own", Path="/p/", PolicyDocument=allowing("kms:*"))["Policy"]["Arn"]
    assert own == f"{POLICY}/p/Own"
    for arn in (own, ADMINISTRATOR, own):
        root(f"Attach{kind}Policy", **name, PolicyArn=arn)
    listed = root(f"ListAttached{kind}Policies", **name)["AttachedPolicies"]
    assert listed == [
        {"PolicyName": "AdministratorAccess", "PolicyArn": ADMINISTRATOR},
        {"PolicyName": "Own", "PolicyArn": own},
    ]
    assert len(root(f"ListAttached{kind}Policies", **name, PathPrefix="/p/")["AttachedPolicies"]) == 1
    root(f"Detach{kind}Policy", **name, PolicyArn=ADMINISTRATOR)
    with root.refused("NoSuchEntity", f"Policy {ADMINISTRATOR} was not found.", 404):
        root(f"Detach{kind}Policy", **name, PolicyArn=ADMINISTRATOR)
    for arn in (f"{POLICY}/Nothing", f"{POLICY}/Own", "arn:aws:iam::aws:policy/Nothing"):
        with root.refused("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", 404):
            root(f"Attach{kind}Policy", **name, PolicyArn=arn)
    with root.refused("InvalidInput", "ARN arn:aws:iam::1:role/xyz is not valid."):
        root(f"Attach{kind}Policy", **name, PolicyArn="arn:aws:iam::1:role/xyz")


def test_at_most_ten_attachments(root: Caller, kind: str) -> None:
    for number in range(11):
        root("CreatePolicy", PolicyName=f"P{number}", PolicyDocument=allowing("kms:*"))
    for number in range(10):
        root(f"Attach{kind}Policy", **{f"{kind}Name": "x"}, PolicyArn=f"{POLICY}/P{number}")
    with root.refused("LimitExceeded", f"Cannot exceed quota for PoliciesPer{kind}: 10", 409):
        root(f"Attach{kind}Policy", **{f"{kind}Name": "x"}, PolicyArn=f"{POLICY}/P10")


def test_a_managed_policy_counts_who_has_it(root: Caller, kind: str) -> None:
    arn = root("CreatePolicy", PolicyName="Own", PolicyDocument=allowing("kms:*"))["Policy"]["Arn"]
    root(f"Attach{kind}Policy", **{f"{kind}Name": "x"}, PolicyArn=arn)
    assert root("GetPolicy", PolicyArn=arn)["Policy"]["AttachmentCount"] == 1
    entities = root("ListEntitiesForPolicy", PolicyArn=arn)
    counts = {each: len(entities[f"Policy{each}s"]) for each in KINDS}
    assert counts == {each: int(each == kind) for each in KINDS}
    assert entities[f"Policy{kind}s"][0][f"{kind}Name"] == "x"
    other = "Group" if kind == "User" else "User"
    assert root("ListEntitiesForPolicy", PolicyArn=arn, EntityFilter=other)[f"Policy{kind}s"] == []
    with root.refused("DeleteConflict", "Cannot delete a policy attached to entities.", 409):
        root("DeletePolicy", PolicyArn=arn)


@pytest.mark.parametrize("kind", ["User", "Role"])
def test_permissions_boundaries(root: Caller, kind: str) -> None:
    arn = root("CreatePolicy", PolicyName="Limit", PolicyDocument=allowing("kms:*"))["Policy"]["Arn"]
    extra = {"AssumeRolePolicyDocument": trusting("*")} if kind == "Role" else {}
    name = {f"{kind}Name": "x"}
    made = root(f"Create{kind}", **name, PermissionsBoundary=arn, **extra)[kind]
    assert made["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": arn,
    }
    assert root("GetPolicy", PolicyArn=arn)["Policy"]["PermissionsBoundaryUsageCount"] == 1
    with root.refused("DeleteConflict", "Cannot delete a policy attached to entities."):
        root("DeletePolicy", PolicyArn=arn)
    root(f"Put{kind}PermissionsBoundary", **name, PermissionsBoundary=ADMINISTRATOR)
    boundary = root(f"Get{kind}", **name)[kind]["PermissionsBoundary"]
    assert boundary["PermissionsBoundaryArn"] == ADMINISTRATOR
    root(f"Delete{kind}PermissionsBoundary", **name)
    assert "PermissionsBoundary" not in root(f"Get{kind}", **name)[kind]
    with root.refused("NoSuchEntity"):
        root(f"Delete{kind}PermissionsBoundary", **name)
    missing = f"{POLICY}/Nothing"
    with root.refused("NoSuchEntity", f"Scope ARN: {missing} does not exist or is not attachable.", 404):
        root(f"Put{kind}PermissionsBoundary", **name, PermissionsBoundary=missing)
    with root.refused("NoSuchEntity", f"Scope ARN: {missing} does not exist or is not attachable.", 404):
        root(f"Create{kind}", **{f"{kind}Name": "y"}, PermissionsBoundary=missing, **extra)


def _text(document: Any) -> str:
    """A document of an answer; botocore leaves it percent-encoded."""
    return unquote(document) if isinstance(document, str) else json.dumps(document)


class TestManagedPolicies:
    def test_a_policy_is_made_found_and_deleted(self, root: Caller) -> None:
        made = root(
            "CreatePolicy",
            PolicyName="Own",
            Path="/p/",
            Description="mine",
            PolicyDocument=allowing("kms:*"),
            Tags=[{"Key": "a", "Value": "b"}],
        )["Policy"]
        assert made["Arn"] == f"{POLICY}/p/Own"
        assert made["PolicyId"].startswith("ANPA")
        assert (made["DefaultVersionId"], made["AttachmentCount"], made["IsAttachable"]) == ("v1", 0, True)
        assert made["Tags"] == [{"Key": "a", "Value": "b"}]
        assert root("GetPolicy", PolicyArn=made["Arn"])["Policy"] == {**made, "Description": "mine"}
        root("DeletePolicy", PolicyArn=made["Arn"])
        with root.refused("NoSuchEntity", f"Policy {made['Arn']} was not found.", 404):
            root("GetPolicy", PolicyArn=made["Arn"])

    def test_names_are_unique(self, root: Caller) -> None:
        root("CreatePolicy", PolicyName="Own", PolicyDocument=allowing("kms:*"))
        message = "A policy called OWN already exists. Duplicate names are not allowed."
        with root.refused("EntityAlreadyExists", message, 409):
            root("CreatePolicy", PolicyName="OWN", Path="/other/", PolicyDocument=allowing("kms:*"))

    def test_documents_are_checked_and_limited(self, root: Caller) -> None:
        with root.refused("MalformedPolicyDocument", "Syntax errors in policy."):
            root("CreatePolicy", PolicyName="Own", PolicyDocument="{}")
        with root.refused("LimitExceeded", "Cannot exceed quota for PolicySize: 6144", 409):
            root("CreatePolicy", PolicyName="Own", PolicyDocument=allowing("kms:" + "a" * 6144))

    def test_versions(self, root: Caller) -> None:
        arn = root("CreatePolicy", PolicyName="Own", PolicyDocument=allowing("kms:A"))["Policy"]["Arn"]
        for letter in "BCDE":
            version = root("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=allowing(f"kms:{letter}"))
            assert version["PolicyVersion"]["IsDefaultVersion"] is False
        with root.refused("LimitExceeded", status=409):
            root("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=allowing("kms:F"))
        listed = root("ListPolicyVersions", PolicyArn=arn)["Versions"]
        assert [each["VersionId"] for each in listed] == ["v5", "v4", "v3", "v2", "v1"]
        first = root("ListPolicyVersions", PolicyArn=arn, MaxItems=2)
        second = root("ListPolicyVersions", PolicyArn=arn, MaxItems=5, Marker=first["Marker"])
        assert [each["VersionId"] for each in second["Versions"]] == ["v3", "v2", "v1"]
        with root.refused("DeleteConflict", "Cannot delete the default version of a policy.", 409):
            root("DeletePolicyVersion", PolicyArn=arn, VersionId="v1")
        root("SetDefaultPolicyVersion", PolicyArn=arn, VersionId="v3")
        root("DeletePolicyVersion", PolicyArn=arn, VersionId="v1")
        made = root("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=allowing("kms:F"), SetAsDefault=True)[
            "PolicyVersion"
        ]
        assert (made["VersionId"], made["IsDefaultVersion"]) == ("v6", True)
        assert root("GetPolicy", PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v6"
        found = root("GetPolicyVersion", PolicyArn=arn, VersionId="v3")["PolicyVersion"]
        assert _text(found["Document"]) == allowing("kms:C")
        message = f"Policy {arn} version v1 does not exist or is not attachable."
        with root.refused("NoSuchEntity", message, 404):
            root("GetPolicyVersion", PolicyArn=arn, VersionId="v1")
        with root.refused("DeleteConflict", status=409):
            root("DeletePolicy", PolicyArn=arn)

    def test_lists(self, root: Caller) -> None:
        root("CreatePolicy", PolicyName="Own", Path="/p/", PolicyDocument=allowing("kms:*"))
        root("CreateUser", UserName="x")
        root("AttachUserPolicy", UserName="x", PolicyArn=ADMINISTRATOR)

        def names(**request: Any) -> list[str]:
            return [each["PolicyName"] for each in root("ListPolicies", **request)["Policies"]]

        assert names(Scope="Local") == ["Own"]
        assert "AdministratorAccess" in names(Scope="AWS")
        assert set(names()) == {*names(Scope="AWS"), "Own"}
        assert names(OnlyAttached=True) == ["AdministratorAccess"]
        assert names(PathPrefix="/p/") == ["Own"]
        assert names(PolicyUsageFilter="PermissionsBoundary") == []

    def test_tags(self, root: Caller) -> None:
        arn = root("CreatePolicy", PolicyName="Own", PolicyDocument=allowing("kms:*"))["Policy"]["Arn"]
        root("TagPolicy", PolicyArn=arn, Tags=[{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}])
        root("UntagPolicy", PolicyArn=arn, TagKeys=["a"])
        assert root("ListPolicyTags", PolicyArn=arn)["Tags"] == [{"Key": "c", "Value": "d"}]

    def test_keys_of_tags_differ_in_case_and_the_short_ones_are_listed_first(self, root: Caller) -> None:
        tags = [{"Key": key, "Value": "x"} for key in ("abc", "z", "a", "A")]
        made = root("CreatePolicy", PolicyName="Own", PolicyDocument=allowing("kms:*"), Tags=tags)["Policy"]
        assert made["Tags"] == tags
        first = root("ListPolicyTags", PolicyArn=made["Arn"], MaxItems=3)
        second = root("ListPolicyTags", PolicyArn=made["Arn"], Marker=first["Marker"])
        assert [tag["Key"] for tag in (*first["Tags"], *second["Tags"])] == ["A", "a", "z", "abc"]
        with root.refused("InvalidInput", "Duplicate tag keys found.", 400):
            root("TagPolicy", PolicyArn=made["Arn"], Tags=[tags[0], tags[0]])

    def test_what_is_not_there_is_not_found_in_the_words_of_the_operation(self, root: Caller) -> None:
        arn = f"{POLICY}/Nothing"
        with root.refused("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", 404):
            root("ListEntitiesForPolicy", PolicyArn=arn)
        for operation in ("GetPolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"):
            message = f"Policy {arn} version v1 does not exist or is not attachable."
            with root.refused("NoSuchEntity", message, 404):
                root(operation, PolicyArn=arn, VersionId="v1")
        with root.refused("ValidationError", "ARN no-arn-at-all-but-long is not valid.", 400):
            root("GetPolicy", PolicyArn="no-arn-at-all-but-long")

    @pytest.mark.parametrize("name", ["AdministratorAccess", "AmazonDynamoDBReadOnlyAccess", "PowerUserAccess"])
    def test_the_policies_of_aws_can_be_read_and_not_changed(self, root: Caller, name: str) -> None:
        arn = f"arn:aws:iam::aws:policy/{name}"
        policy = root("GetPolicy", PolicyArn=arn)["Policy"]
        version = root("GetPolicyVersion", PolicyArn=arn, VersionId=policy["DefaultVersionId"])
        assert json.loads(_text(version["PolicyVersion"]["Document"]))["Version"] == "2012-10-17"
        with root.refused("AccessDenied", status=403):
            root("DeletePolicy", PolicyArn=arn)
        with root.refused("AccessDenied", status=403):
            root("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=allowing("kms:*"))

    def test_the_policies_of_aws_are_described(self, root: Caller) -> None:
        for listed in root("ListPolicies", Scope="AWS")["Policies"]:
            policy = root("GetPolicy", PolicyArn=listed["Arn"])["Policy"]
            assert policy["Description"].startswith(("Provide", "Permissions", "Policy"))
            assert policy["CreateDate"] <= policy["UpdateDate"]

    def test_another_accounts_policies_are_not_seen(self, world: World, root: Caller) -> None:
        world.other_root("CreatePolicy", PolicyName="Theirs", PolicyDocument=allowing("kms:*"))
        arn = f"arn:aws:iam::{OTHER}:policy/Theirs"
        with root.refused("NoSuchEntity"):
            root("GetPolicy", PolicyArn=arn)
        root("CreateUser", UserName="x")
        with root.refused("NoSuchEntity"):
            root("AttachUserPolicy", UserName="x", PolicyArn=arn)
