"""GetAccountAuthorizationDetails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.authorization_details import MEMBERS, Details, entities
from strongroom.services.iam.paging import page_of
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetAccountAuthorizationDetails")
def get_account_authorization_details(service: Iam, call: Call, request: Request) -> Answer:
    """One page goes through users, groups, roles and policies, one after the other."""
    service.gate(call).admit("GetAccountAuthorizationDetails", "*")
    every = tuple(kind for kinds in MEMBERS.values() for kind in kinds)
    wanted = tuple(request.get("Filter") or every)

    def look_up(reader: Reader) -> Answer:
        found = [
            (f"{number}/{entity.name.lower()}/{entity.arn}", member, entity)
            for number, (member, kinds) in enumerate(MEMBERS.items())
            if set(kinds) & set(wanted)
            for entity in entities(reader, call.account, member, wanted)
        ]
        details = Details(reader, call.account, service.last_uses)
        listed = page_of(request, "Entities", found, lambda each: each[0], lambda each: each)
        lists: dict[str, list[object]] = {member: [] for member in MEMBERS}
        for _, member, entity in listed.pop("Entities"):
            lists[member].append(details.of(entity))
        return {**lists, **listed}

    return service.catalog.read(look_up)
