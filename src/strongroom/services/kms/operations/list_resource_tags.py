"""ListResourceTags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

MAX_LIMIT = 50


@operation("ListResourceTags")
def list_resource_tags(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    key = service.catalog.read(lambda reader: gate.admit(reader, "ListResourceTags", request["KeyId"]))
    behind = start_of_page(request.get("Marker")) or ""
    names = (name for name in sorted(key.tags) if name > behind)
    limit = min(request.get("Limit", MAX_LIMIT), MAX_LIMIT)
    return page("Tags", names, limit, str, lambda name: {"TagKey": name, "TagValue": key.tags[name]})
