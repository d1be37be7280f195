"""DeleteAlias."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import aliases, errors, keys
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("DeleteAlias")
def delete_alias(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    name = request["AliasName"]
    aliases.check_name(name)
    gate = service.gate(call)
    gate.admit_in_account("DeleteAlias", gate.scope.arn(name))

    def delete(transaction: Transaction) -> Answer:
        alias = aliases.find(transaction, gate.scope, name)
        if alias is None:
            raise errors.alias_not_found(gate.scope.arn(name))
        key = keys.find(transaction, gate.scope, alias.key_id)
        if key is not None and key.exists(gate.now):
            gate.admit_found(transaction, "DeleteAlias", key)
        aliases.delete(transaction, alias)
        return {}

    return service.catalog.write(delete)
