"""ListAliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import aliases, errors
from strongroom.services.kms.aliases import Alias
from strongroom.services.kms.arns import is_alias
from strongroom.services.kms.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

DEFAULT_LIMIT = 50
MAX_LIMIT = 100


@operation("ListAliases")
def list_aliases(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    gate.admit_in_account("ListAliases")
    behind = start_of_page(request.get("Marker"))
    limit = min(request.get("Limit", DEFAULT_LIMIT), MAX_LIMIT)
    key_id = request.get("KeyId")
    if key_id is not None and is_alias(key_id):
        raise errors.aliases_not_supported()

    def listed(reader: Reader) -> Answer:
        wanted = None if key_id is None else gate.find(reader, "ListAliases", key_id).key_id
        found = (
            alias for alias in aliases.in_scope(reader, gate.scope, behind) if wanted in (None, alias.key_id)
        )
        return page("Aliases", found, limit, lambda alias: alias.name, Alias.entry)

    return service.catalog.read(listed)
