"""ListKeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import keys
from strongroom.services.kms.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

DEFAULT_LIMIT = 100


@operation("ListKeys")
def list_keys(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    gate.admit_in_account("ListKeys")
    behind = start_of_page(request.get("Marker"))
    own = "SELF" in request.get("ResourceOwners", ("SELF",))

    def listed(reader: Reader) -> Answer:
        found = (key for key in keys.in_scope(reader, gate.scope, behind) if own and key.exists(gate.now))
        return page(
            "Keys",
            found,
            request.get("Limit", DEFAULT_LIMIT),
            lambda key: key.key_id,
            lambda key: {"KeyId": key.key_id, "KeyArn": key.arn},
        )

    return service.catalog.read(listed)
