"""Whether a caller may assume a role: the role's trust policy and the caller's own policies.

Source: IAM User Guide, "Cross-account resource access", "Pass session tags", "Monitor and control actions taken
with assumed roles"; Service Authorization Reference, "Condition keys for AWS STS".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from strongroom.calls import Call
from strongroom.services.iam.permissions import Directory, Permissions
from strongroom.services.iam.policy import ConditionValue, PolicyKind
from strongroom.services.iam.records import Role
from strongroom.services.operations import Request
from strongroom.services.sts import errors
from strongroom.services.sts.session_contents import Tags


@dataclass(frozen=True, slots=True)
class RoleAccess:
    """One request to assume a role."""

    directory: Directory
    permissions: Permissions
    call: Call
    now: float
    request: Request
    tags: Tags

    def admit(self, role: Role | None) -> Role:
        """The role, if the caller may assume it as it asks. Raises AccessDenied, also where there is none."""
        if role is None:
            raise self._refusal("sts:AssumeRole", "")
        trust = self.directory.compile(role.trust, PolicyKind.TRUST)
        conditions = dict(self._conditions(role))
        for action in self._actions():
            verdict = self.permissions.decide(
                self.call,
                self.now,
                action,
                role.arn,
                conditions=conditions,
                resource_policy=trust,
            )
            if not verdict.allowed:
                foreign = role.account != self.call.principal.account
                raise self._refusal(action, "" if foreign else verdict.message)
        return role

    def _refusal(self, action: str, message: str) -> Exception:
        """Of another account's role, and of one that does not exist, no reason is told."""
        plain = (
            f"User: {self.call.principal.arn} is not authorized to perform: {action} on resource: "
            f"{self.request['RoleArn']}"
        )
        return errors.access_denied(message or plain)

    def _actions(self) -> Iterator[str]:
        """What the caller must be allowed: passing tags and a source identity is asked for apart."""
        yield "sts:AssumeRole"
        if self.tags.passed:
            yield "sts:TagSession"
        if "SourceIdentity" in self.request:
            yield "sts:SetSourceIdentity"

    def _conditions(self, role: Role) -> Iterator[tuple[str, ConditionValue]]:
        yield "sts:RoleSessionName", self.request["RoleSessionName"]
        for member in ("ExternalId", "SourceIdentity"):
            if member in self.request:
                yield f"sts:{member}", self.request[member]
        if self.tags.passed:
            yield "aws:TagKeys", list(self.tags.passed)
            yield from _prefixed("aws:RequestTag/", self.tags.passed)
        if self.tags.transitive:
            yield "sts:TransitiveTagKeys", list(self.tags.transitive)
        yield from _prefixed("aws:ResourceTag/", role.tags)
        yield from _prefixed("iam:ResourceTag/", role.tags)


def _prefixed(prefix: str, tags: Mapping[str, str]) -> Iterator[tuple[str, ConditionValue]]:
    return ((prefix + key, value) for key, value in tags.items())
