"""CreateAccountAlias."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import account_aliases
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("CreateAccountAlias")
def create_account_alias(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    service.gate(call).admit("CreateAccountAlias", "*")
    alias = request["AccountAlias"]

    def change(transaction: Transaction) -> Answer:
        account_aliases.put(transaction, call.account, alias)
        return {}

    return service.write(change)
