"""Decisions on roles for calls that nobody makes: what trust policy and IAM would say."""

from __future__ import annotations

from collections.abc import Mapping

from strongroom.calls import Call
from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.permissions import Permissions, Verdict
from strongroom.services.iam.policy import ConditionValue, PolicyKind, account_of
from strongroom.services.iam.service import Iam


class RoleJudge:
    """Decides by the roles of an Iam."""

    def __init__(self, iam: Iam) -> None:
        self._iam = iam

    def __call__(
        self,
        call: Call,
        permissions: Permissions,
        action: str,
        resource: str,
        keys: Mapping[str, ConditionValue],
    ) -> Verdict:
        """The verdict on an action on a role, or on anything else that STS knows."""
        name = resource.rpartition("/")[2]
        role = self._iam.catalog.read(lambda reader: ROLES.find(reader, account_of(resource), name))
        trust = None
        if role is not None and role.arn == resource:
            trust = self._iam.directory.compile(role.trust, PolicyKind.TRUST)
        return permissions.judge(
            call,
            self._iam.clock.now(),
            action,
            resource,
            conditions=keys,
            resource_policy=trust,
            resource_account=account_of(resource) or call.account,
        )
