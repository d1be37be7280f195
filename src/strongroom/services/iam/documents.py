"""Users, groups, roles and policies as the wire describes them.

Source: IAM API reference, the data types; policy documents are percent-encoded as RFC 3986 has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from strongroom.services.iam.records import (
    AccessKey,
    Bounded,
    Group,
    Identity,
    InstanceProfile,
    ManagedPolicy,
    PolicyVersion,
    Role,
    User,
)


def encoded(document: str) -> str:
    """A policy document as answers carry it."""
    return quote(document, safe="")


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def user(found: User, *, whole: bool = True) -> dict[str, Any]:
    """The wire's User. Lists leave tags and boundaries out: those are not ``whole``."""
    described = _identity(found, "User")
    return {**described, **_details(found)} if whole else described


def group(found: Group) -> dict[str, Any]:
    """The wire's Group."""
    return _identity(found, "Group")


def role(found: Role, last_used: Mapping[str, Any]) -> dict[str, Any]:
    """The wire's Role, whole. ``last_used`` is its RoleLastUsed."""
    return {**listed_role(found), **_details(found), "RoleLastUsed": last_used}


def listed_role(found: Role) -> dict[str, Any]:
    """The wire's Role as a list has it."""
    return {**described_role(found), "MaxSessionDuration": found.max_session}


def described_role(found: Role) -> dict[str, Any]:
    """The wire's Role as UpdateRoleDescription answers it."""
    described = embedded_role(found)
    return described if found.description is None else {**described, "Description": found.description}


def new_role(found: Role) -> dict[str, Any]:
    """The wire's Role as the answer to its creation has it: without description and duration of sessions."""
    return {**embedded_role(found), **_details(found)}


def embedded_role(found: Role) -> dict[str, Any]:
    """The wire's Role as something else that has it shows it."""
    return {**_identity(found, "Role"), "AssumeRolePolicyDocument": encoded(found.trust)}


def policy(found: ManagedPolicy, attachments: int, boundaries: int) -> dict[str, Any]:
    """The wire's Policy, whole; so many identities have it attached or as their boundary."""
    described = listed_policy(found, attachments, boundaries)
    if found.description is not None:
        described["Description"] = found.description
    described["Tags"] = tag_list(found.tags)
    return described


def new_policy(found: ManagedPolicy) -> dict[str, Any]:
    """The wire's Policy as the answer to its creation has it: without description."""
    described = listed_policy(found, 0, 0)
    return {**described, "Tags": tag_list(found.tags)} if found.tags else described


def listed_policy(found: ManagedPolicy, attachments: int, boundaries: int) -> dict[str, Any]:
    """The wire's Policy as a list has it."""
    return {
        "PolicyName": found.name,
        "PolicyId": found.id,
        "Arn": found.arn,
        "Path": found.path,
        "DefaultVersionId": found.default,
        "AttachmentCount": attachments,
        "PermissionsBoundaryUsageCount": boundaries,
        "IsAttachable": True,
        "CreateDate": found.created,
        "UpdateDate": found.updated,
    }


def policy_version(found: ManagedPolicy, version: PolicyVersion, *, whole: bool = True) -> dict[str, Any]:
    """The wire's PolicyVersion."""
    described: dict[str, Any] = {
        "VersionId": version.id,
        "IsDefaultVersion": version.id == found.default,
        "CreateDate": version.created,
    }
    return {**described, "Document": encoded(version.document)} if whole else described


def instance_profile(found: InstanceProfile, roles: Iterable[Role]) -> dict[str, Any]:
    """The wire's InstanceProfile as a list has it; ``roles`` are those in it."""
    return {
        "Path": found.path,
        "InstanceProfileName": found.name,
        "InstanceProfileId": found.id,
        "Arn": found.arn,
        "CreateDate": found.created,
        "Roles": [embedded_role(each) for each in roles],
    }


def access_key(key: AccessKey) -> dict[str, Any]:
    """The wire's AccessKeyMetadata."""
    return {
        "UserName": key.user,
        "AccessKeyId": key.id,
        "Status": "Active" if key.active else "Inactive",
        "CreateDate": key.created,
    }


def _identity(found: Identity, kind: str) -> dict[str, Any]:
    return {
        "Path": found.path,
        f"{kind}Name": found.name,
        f"{kind}Id": found.id,
        "Arn": found.arn,
        "CreateDate": found.created,
    }


def _details(found: Bounded) -> dict[str, Any]:
    described: dict[str, Any] = {}
    if found.tags:
        described["Tags"] = tag_list(found.tags)
    if found.boundary is not None:
        described["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": found.boundary,
        }
    return described
