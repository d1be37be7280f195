"""ListEntitiesForPolicy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import managed
from strongroom.services.iam.managed_gate import admitted_attachable
from strongroom.services.iam.paging import page_of
from strongroom.services.iam.records import Bounded, Identity
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


_MEMBERS = {"User": "PolicyUsers", "Group": "PolicyGroups", "Role": "PolicyRoles"}
_FILTERS = {"User": "user", "Group": "group", "Role": "role"}


@operation("ListEntitiesForPolicy")
def list_entities_for_policy(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        policy = admitted_attachable(gate, reader, "ListEntitiesForPolicy", request["PolicyArn"])
        found = [
            each
            for each in managed.identities(reader, call.account)
            if _has(each, policy.arn, request.get("PolicyUsageFilter")) and _is_wanted(each, request)
        ]
        listed = page_of(request, "Entities", found, lambda each: f"{each.KIND}/{each.name}", lambda each: each)
        entities = listed.pop("Entities")
        return {**listed, **{member: _entries(entities, kind) for kind, member in _MEMBERS.items()}}

    return service.catalog.read(look_up)


def _has(identity: Identity, arn: str, usage: str | None) -> bool:
    attached = usage != "PermissionsBoundary" and arn in identity.attached
    bounds = usage != "PermissionsPolicy" and isinstance(identity, Bounded) and identity.boundary == arn
    return attached or bounds


def _is_wanted(identity: Identity, request: Request) -> bool:
    only = request.get("EntityFilter")
    return identity.path.startswith(request.get("PathPrefix", "/")) and (
        only is None or _FILTERS.get(only) == identity.KIND
    )


def _entries(identities: Sequence[Identity], kind: str) -> list[dict[str, str]]:
    return [
        {f"{kind}Name": each.name, f"{kind}Id": each.id} for each in identities if _FILTERS[kind] == each.KIND
    ]
