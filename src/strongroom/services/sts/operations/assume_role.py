"""AssumeRole."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.records import Role, Session
from strongroom.services.operations import Answer, Request, operation
from strongroom.services.sts import errors
from strongroom.services.sts.role_access import RoleAccess
from strongroom.services.sts.session_contents import Tags, packed_size, session_policies, session_tags
from strongroom.storage.engine import Reader, Transaction

if TYPE_CHECKING:
    from strongroom.services.sts.service import Sts

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):role/(?:.*/)?([^/]+)")
_DEFAULT_SECONDS = 3600
_CHAINED_SECONDS = 3600


@operation("AssumeRole")
async def assume_role(service: Sts, call: Call, request: Request) -> Answer:
    """The role is looked up, and the caller admitted, before anything of the request is judged."""
    if call.principal.kind == "Root":
        raise errors.access_denied("Roles may not be assumed by root accounts.")
    matched = _ROLE.fullmatch(request["RoleArn"])
    if matched is None:
        raise errors.validation(f"{request['RoleArn']} is invalid")
    permissions = service.iam.directory.of(call.principal)
    now = float(int(service.iam.clock.now()))
    tags = session_tags(request, permissions.session)
    access = RoleAccess(service.iam.directory, permissions, call, now, request, tags)

    def admitted(reader: Reader) -> tuple[Role, tuple[tuple[str, str], ...]]:
        role = ROLES.find(reader, matched[1], matched[2])
        role = access.admit(role if role is not None and role.arn == request["RoleArn"] else None)
        return role, session_policies(reader, request, role.account)

    role, policies = service.iam.catalog.read(admitted)
    _check_duration(request, role, chained=permissions.session is not None)
    size = packed_size(policies, tags)
    session = _session(request, role, now, policies, tags)
    return await _issued(service, session, role, size)


def _check_duration(request: Request, role: Role, *, chained: bool) -> None:
    seconds = request.get("DurationSeconds", _DEFAULT_SECONDS)
    if chained and seconds > _CHAINED_SECONDS:
        raise errors.validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    if seconds > role.max_session:
        raise errors.validation(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )


def _session(
    request: Request, role: Role, now: float, policies: tuple[tuple[str, str], ...], tags: Tags
) -> Session:
    return Session(
        id="",
        account=role.account,
        kind="AssumedRole",
        name=role.name,
        owner_id=role.id,
        session_name=request["RoleSessionName"],
        created=now,
        expires=now + request.get("DurationSeconds", _DEFAULT_SECONDS),
        sealed="",
        policies=policies,
        tags=dict(tags.all),
        transitive=tags.transitive,
        source_identity=request.get("SourceIdentity"),
    )


def _issued(service: Sts, session: Session, role: Role, size: int | None) -> Awaitable[Answer]:
    issued = service.issue(session)
    name = session.session_name

    def keep(transaction: Transaction) -> Answer:
        answer: dict[str, Any] = {
            "Credentials": issued.keep(transaction),
            "AssumedRoleUser": {
                "AssumedRoleId": f"{role.id}:{name}",
                "Arn": f"arn:aws:sts::{role.account}:assumed-role/{role.name}/{name}",
            },
        }
        if size is not None:
            answer["PackedPolicySize"] = size
        if session.source_identity is not None:
            answer["SourceIdentity"] = session.source_identity
        return answer

    return service.iam.catalog.write(keep)
