"""Instance profiles: what EC2 takes a role from. Here roles are put in and taken out; nothing runs on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from strongroom.services.iam import documents, errors
from strongroom.services.iam.collections import INSTANCE_PROFILES, ROLES
from strongroom.services.iam.gate import Conditions, Gate
from strongroom.services.iam.records import InstanceProfile
from strongroom.storage.engine import Reader


def admitted(
    gate: Gate, reader: Reader, operation: str, name: str, conditions: Conditions | None = None
) -> InstanceProfile:
    """The instance profile with that name. Raises AccessDenied or NoSuchEntity."""
    found = INSTANCE_PROFILES.find(reader, gate.account, name)
    resource = gate.arn(f"instance-profile/{name}") if found is None else found.arn
    tags = {} if found is None else found.tags
    of_resource = {
        f"{prefix}:ResourceTag/{key}": value for key, value in tags.items() for prefix in ("aws", "iam")
    }
    gate.admit(operation, resource, {**of_resource, **(conditions or {})}, f"instance profile {name}")
    if found is None:
        raise errors.instance_profile_not_found(name)
    return found


def with_role(reader: Reader, account: str, role: str) -> Iterator[InstanceProfile]:
    """The instance profiles that a role is in, in the order of their names."""
    return (profile for profile in INSTANCE_PROFILES.all(reader, account) if role in profile.roles)


def described(reader: Reader, profile: InstanceProfile) -> dict[str, Any]:
    """The wire's InstanceProfile as a list has it."""
    roles = (ROLES.find(reader, profile.account, name) for name in profile.roles)
    return documents.instance_profile(profile, (role for role in roles if role is not None))
