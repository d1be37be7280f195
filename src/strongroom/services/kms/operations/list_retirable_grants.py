"""ListRetirableGrants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors, grants
from strongroom.services.kms.grants import Grant
from strongroom.services.kms.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

DEFAULT_LIMIT = 50
MAX_LIMIT = 100


@operation("ListRetirableGrants")
def list_retirable_grants(service: Kms, call: Call, request: Request) -> Answer:
    principal = request.get("RetiringPrincipal")
    if principal is None:
        raise errors.missing_member("RetiringPrincipal")
    service.gate(call).admit_in_account("ListRetirableGrants", principal)
    limit = min(request.get("Limit", DEFAULT_LIMIT), MAX_LIMIT)

    def listed(reader: Reader) -> Answer:
        behind = start_of_page(request.get("Marker")) or ""
        found = (
            grant
            for grant in grants.in_region(reader, call.region)
            if grant.retiring == principal and _position(grant) > behind
        )
        return page("Grants", found, limit, _position, Grant.entry)

    return service.catalog.read(listed)


def _position(grant: Grant) -> str:
    return f"{grant.scope.account}/{grant.scope.region}/{grant.key_id}/{grant.grant_id}"
