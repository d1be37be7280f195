"""Everything in an account that decides what somebody may do, as GetAccountAuthorizationDetails tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from strongroom.services.iam import aws_managed, documents, instance_profiles, managed
from strongroom.services.iam.collections import GROUPS, POLICIES, ROLES, USERS
from strongroom.services.iam.last_uses import LastUses
from strongroom.services.iam.managed import Uses
from strongroom.services.iam.records import Group, Identity, ManagedPolicy, Role, User
from strongroom.storage.engine import Reader

#: The members of the answer, and what Filter calls their contents, in the order in which pages have them.
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "UserDetailList": ("User",),
    "GroupDetailList": ("Group",),
    "RoleDetailList": ("Role",),
    "Policies": ("LocalManagedPolicy", "AWSManagedPolicy"),
}

Entity = User | Group | Role | ManagedPolicy


def entities(reader: Reader, account: str, member: str, wanted: tuple[str, ...]) -> Iterator[Entity]:
    """What belongs into one member of the answer, in the order of names.

    Of the managed policies of AWS those are told that the account uses.
    """
    match member:
        case "UserDetailList":
            yield from USERS.all(reader, account)
        case "GroupDetailList":
            yield from GROUPS.all(reader, account)
        case "RoleDetailList":
            yield from ROLES.all(reader, account)
        case _:
            yield from _policies(reader, account, wanted)


def _policies(reader: Reader, account: str, wanted: tuple[str, ...]) -> Iterator[ManagedPolicy]:
    if "LocalManagedPolicy" in wanted:
        yield from POLICIES.all(reader, account)
    if "AWSManagedPolicy" in wanted:
        uses = managed.uses(reader, account)
        used = (policy for arn, policy in aws_managed.policies().items() if uses.of(arn))
        yield from sorted(used, key=lambda policy: policy.arn)


class Details:
    """Describes entities as one reading finds them."""

    def __init__(self, reader: Reader, account: str, last_uses: LastUses) -> None:
        self._reader = reader
        self._account = account
        self._last_uses = last_uses
        self._uses: Uses = managed.uses(reader, account)

    def of(self, entity: Entity) -> dict[str, Any]:
        """The wire's UserDetail, GroupDetail, RoleDetail or ManagedPolicyDetail."""
        match entity:
            case User():
                return self._of_user(entity)
            case Group():
                return {**documents.group(entity), **self._policies_of(entity, "GroupPolicyList")}
            case Role():
                return self._of_role(entity)
            case ManagedPolicy():
                return self._of_policy(entity)

    def _of_user(self, user: User) -> dict[str, Any]:
        described = {
            **documents.user(user),
            **self._policies_of(user, "UserPolicyList"),
            "GroupList": sorted(user.groups),
            "Tags": documents.tag_list(user.tags),
        }
        if not user.inline:
            del described["UserPolicyList"]
        return described

    def _of_role(self, role: Role) -> dict[str, Any]:
        profiles = instance_profiles.with_role(self._reader, self._account, role.name)
        return {
            **documents.new_role(role),
            **self._policies_of(role, "RolePolicyList"),
            "InstanceProfileList": [instance_profiles.described(self._reader, each) for each in profiles],
            "Tags": documents.tag_list(role.tags),
            "RoleLastUsed": self._last_uses.of_role(self._reader, role),
        }

    def _of_policy(self, policy: ManagedPolicy) -> dict[str, Any]:
        counts = self._uses.attached[policy.arn], self._uses.boundaries[policy.arn]
        versions = [documents.policy_version(policy, version) for version in policy.versions]
        return {**documents.listed_policy(policy, *counts), "PolicyVersionList": versions}

    def _policies_of(self, identity: Identity, member: str) -> dict[str, Any]:
        inline = [
            {"PolicyName": name, "PolicyDocument": documents.encoded(document)}
            for name, document in sorted(identity.inline.items())
        ]
        attached = [managed.find(self._reader, arn) for arn in identity.attached]
        return {
            member: inline,
            "AttachedManagedPolicies": [
                {"PolicyName": policy.name, "PolicyArn": policy.arn}
                for policy in attached
                if policy is not None
            ],
        }
