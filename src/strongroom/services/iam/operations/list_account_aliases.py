"""ListAccountAliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import account_aliases
from strongroom.services.iam.paging import page_of_names
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListAccountAliases")
def list_account_aliases(service: Iam, call: Call, request: Request) -> Answer:
    service.gate(call).admit("ListAccountAliases", "*")

    def look_up(reader: Reader) -> Answer:
        alias = account_aliases.find(reader, call.account)
        return page_of_names(request, "AccountAliases", () if alias is None else (alias,))

    return service.catalog.read(look_up)
