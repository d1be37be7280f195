"""Managed policies, an account's own and those of AWS, by their ARNs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from strongroom.services.iam import aws_managed, errors
from strongroom.services.iam.collections import GROUPS, POLICIES, ROLES, USERS
from strongroom.services.iam.records import Bounded, Identity, ManagedPolicy
from strongroom.storage.engine import Reader

_ARN = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy(/(?:.*/)?)([^/]+)")


def find(reader: Reader, arn: str) -> ManagedPolicy | None:
    """The policy with that ARN. Raises InvalidInput or ValidationError for what is no
    policy's ARN."""
    matched = _ARN.fullmatch(arn)
    if matched is None:
        raise errors.invalid_arn(arn)
    account, path, name = matched.groups()
    if account == aws_managed.ACCOUNT:
        return aws_managed.policies().get(arn)
    found = POLICIES.find(reader, account, name)
    return found if found is not None and found.path == path else None


def attachable(reader: Reader, arn: str, account: str) -> ManagedPolicy:
    """The policy, if identities of ``account`` may have it. Raises NoSuchEntity."""
    found = find(reader, arn)
    if found is None or found.account not in (account, aws_managed.ACCOUNT):
        raise errors.policy_not_attachable(arn)
    return found


def check_boundary(reader: Reader, arn: str, account: str) -> None:
    """Refuse what cannot be a permissions boundary in ``account``. Raises NoSuchEntity."""
    found = find(reader, arn)
    if found is None or found.account not in (account, aws_managed.ACCOUNT):
        raise errors.boundary_not_attachable(arn)


@dataclass(frozen=True, slots=True)
class Uses:
    """How many identities of an account have which policy, by ARN: attached, and as permissions boundary."""

    attached: Counter[str]
    boundaries: Counter[str]

    def of(self, arn: str) -> int:
        """How often a policy is used."""
        return self.attached[arn] + self.boundaries[arn]


def uses(reader: Reader, account: str) -> Uses:
    """The uses of all policies in an account."""
    attached, boundaries = Counter[str](), Counter[str]()
    for identity in identities(reader, account):
        attached.update(identity.attached)
        if isinstance(identity, Bounded) and identity.boundary is not None:
            boundaries[identity.boundary] += 1
    return Uses(attached, boundaries)


def identities(reader: Reader, account: str) -> Iterator[Identity]:
    """All groups, users and roles of an account."""
    yield from GROUPS.all(reader, account)
    yield from USERS.all(reader, account)
    yield from ROLES.all(reader, account)
