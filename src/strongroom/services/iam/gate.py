"""The gate: whether a call may do what it asks, and on whom.

As the service does, it asks for permission before it tells whether something exists.
Source: Service Authorization Reference, "Actions, resources, and condition keys for IAM".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import GROUPS, ROLES, USERS, ByName
from strongroom.services.iam.permissions import Permissions
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.iam.records import Bounded, Group, Identity, Role, User
from strongroom.services.operations import Request
from strongroom.storage.engine import Reader

I = TypeVar("I", bound=Identity)  # noqa: E741 - an identity
#: Operations on users, groups and roles whose refusals have the ARN; those of the others have kind and name.
_NAMED_BY_ARN = ("Tag", "Untag", "Simulate", "GetContextKeys", "PassRole")
Conditions = Mapping[str, ConditionValue]


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate as one call meets it, at the time ``now`` (epoch seconds)."""

    call: Call
    now: float
    permissions: Permissions

    @property
    def account(self) -> str:
        return self.call.account

    def arn(self, resource: str) -> str:
        """The ARN of something in the account: ``user/Alice``."""
        return f"arn:aws:iam::{self.account}:{resource}"

    def admit(
        self, operation: str, resource: str, conditions: Conditions | None = None, named: str | None = None
    ) -> None:
        """Refuse the call unless its principal may do that. Raises AccessDenied, which calls the resource
        ``named`` where that is given.

        Credentials of GetSessionToken take no part in IAM without MFA, which there is none of here.
        Source: STS API reference, GetSessionToken.
        """
        session = self.permissions.session
        if session is not None and session.kind != "AssumedRole":
            raise errors.invalid_token()
        verdict = self.permissions.decide(
            self.call,
            self.now,
            f"iam:{operation}",
            resource,
            conditions=conditions,
            resource_account=self.account,
            named=named,
        )
        if not verdict.allowed:
            raise errors.access_denied(verdict.message)

    def identity(
        self,
        reader: Reader,
        collection: ByName[I],
        operation: str,
        name: str,
        conditions: Conditions | None = None,
    ) -> I:
        """The user, group or role with that name. Raises AccessDenied or NoSuchEntity."""
        found = collection.find(reader, self.account, name)
        resource = self.arn(f"{collection.kind}/{name}") if found is None else found.arn
        named = None if operation.startswith(_NAMED_BY_ARN) else f"{collection.kind} {name}"
        self.admit(operation, resource, {**_of_resource(found), **(conditions or {})}, named)
        if found is None:
            raise errors.not_found(collection.kind, name)
        return found

    def user(self, reader: Reader, operation: str, name: str, conditions: Conditions | None = None) -> User:
        return self.identity(reader, USERS, operation, name, conditions)

    def group(self, reader: Reader, operation: str, name: str, conditions: Conditions | None = None) -> Group:
        return self.identity(reader, GROUPS, operation, name, conditions)

    def role(self, reader: Reader, operation: str, name: str, conditions: Conditions | None = None) -> Role:
        return self.identity(reader, ROLES, operation, name, conditions)

    def member(self, reader: Reader, operation: str, request: Request) -> tuple[User, Group]:
        """The user and the group of a membership that is to be changed. Raises AccessDenied or NoSuchEntity."""
        user = USERS.find(reader, self.account, request["UserName"])
        group = GROUPS.find(reader, self.account, request["GroupName"])
        name = request["GroupName"]
        resource = self.arn(f"group/{name}") if group is None else group.arn
        self.admit(operation, resource, named=f"group {name}")
        if user is None:
            raise errors.not_found("user", request["UserName"])
        if group is None:
            raise errors.not_found("group", name)
        return user, group

    def own_role(self, reader: Reader, operation: str, name: str, conditions: Conditions | None = None) -> Role:
        """A role that is to be changed. Raises UnmodifiableEntity for one that a service owns."""
        role = self.role(reader, operation, name, conditions)
        check_unprotected(role)
        return role

    def user_name(self, request: Request) -> str:
        """The user that the request names, or the caller. Raises ValidationError when that is no user."""
        name: str | None = request.get("UserName")
        if name is not None:
            return name
        if self.call.principal.kind != "IAMUser":
            raise errors.user_name_needed()
        return self.call.principal.arn.rpartition("/")[2]


def check_unprotected(identity: Identity) -> None:
    """Refuse a change of a service-linked role. Raises UnmodifiableEntity."""
    if isinstance(identity, Role) and identity.service is not None:
        raise errors.protected_role(identity.name)


def of_tags(tags: Mapping[str, str]) -> dict[str, ConditionValue]:
    """The condition keys of the tags in a request."""
    if not tags:
        return {}
    return {**{f"aws:RequestTag/{key}": value for key, value in tags.items()}, "aws:TagKeys": list(tags)}


def _of_resource(identity: Identity | None) -> dict[str, ConditionValue]:
    if identity is None:
        return {}
    keys: dict[str, ConditionValue] = {}
    for name, value in identity.tags.items():
        keys[f"aws:ResourceTag/{name}"] = keys[f"iam:ResourceTag/{name}"] = value
    if isinstance(identity, Bounded) and identity.boundary is not None:
        keys["iam:PermissionsBoundary"] = identity.boundary
    return keys
