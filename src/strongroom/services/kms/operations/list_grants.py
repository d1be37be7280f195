"""ListGrants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import grants
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.grants import Grant
from strongroom.services.kms.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

DEFAULT_LIMIT = 50
MAX_LIMIT = 100


@operation("ListGrants")
def list_grants(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    asked = Asked(conditions={"kms:GrantIsForAWSResource": call.via is not None})
    limit = min(request.get("Limit", DEFAULT_LIMIT), MAX_LIMIT)

    def listed(reader: Reader) -> Answer:
        key = gate.admit(reader, "ListGrants", request["KeyId"], asked)
        behind = start_of_page(request.get("Marker"))
        found = (
            grant for grant in grants.of_key(reader, key.scope, key.key_id, behind) if _matches(grant, request)
        )
        return page("Grants", found, limit, lambda grant: grant.grant_id, Grant.entry)

    return service.catalog.read(listed)


def _matches(grant: Grant, request: Request) -> bool:
    return (
        request.get("GrantId") in (None, grant.grant_id)
        and request.get("GranteePrincipal") in (None, None if grant.grantee_is_service else grant.grantee)
        and request.get("GranteeServicePrincipal")
        in (None, grant.grantee if grant.grantee_is_service else None)
    )
