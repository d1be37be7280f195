"""Whether the principals that a policy names exist."""

from __future__ import annotations

from collections.abc import Iterable

from strongroom.services.iam.collections import ROLES, USERS
from strongroom.services.iam.service_linked import is_linked_role
from strongroom.storage.engine import Reader


def unknown_principals(reader: Reader, names: Iterable[str]) -> list[str]:
    """Those of the ARNs and unique ids of users, roles and role sessions that name nobody, sorted.

    DynamoDB's service-linked roles can be named before they are made: nobody needs them here to use a table.
    """
    return sorted(name for name in names if not _exists(reader, name))


def _exists(reader: Reader, arn: str) -> bool:
    if not arn.startswith("arn:"):
        known = USERS.everywhere(reader) if arn.startswith("AIDA") else ROLES.everywhere(reader)
        return any(each.id == arn for each in known)
    account, resource = arn.split(":", 5)[4:]
    kind, _, rest = resource.partition("/")
    if kind == "user":
        user = USERS.find(reader, account, rest.rpartition("/")[2])
        return user is not None and user.arn == arn
    if kind == "role":
        role = ROLES.find(reader, account, rest.rpartition("/")[2])
        return (role is not None and role.arn == arn) or is_linked_role(rest)
    if kind == "assumed-role":
        return ROLES.find(reader, account, rest.partition("/")[0]) is not None
    return True
