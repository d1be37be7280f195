"""ListAccessKeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.iam.collections import ACCESS_KEYS
from strongroom.services.iam.paging import page_of
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListAccessKeys")
def list_access_keys(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    name = gate.user_name(request)

    def look_up(reader: Reader) -> Answer:
        user = gate.user(reader, "ListAccessKeys", name)
        keys = (ACCESS_KEYS.find(reader, access_key_id) for access_key_id in user.access_keys)
        return page_of(
            request,
            "AccessKeyMetadata",
            [key for key in keys if key is not None],
            lambda key: key.id,
            documents.access_key,
        )

    return service.catalog.read(look_up)
