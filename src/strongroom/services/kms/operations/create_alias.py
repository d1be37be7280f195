"""CreateAlias."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import aliases, errors
from strongroom.services.kms.aliases import Alias
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("CreateAlias")
def create_alias(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    name, target = request["AliasName"], request["TargetKeyId"]
    aliases.check_name(name)
    aliases.check_target(target)
    gate = service.gate(call)
    gate.admit_in_account("CreateAlias", gate.scope.arn(name))

    def create(transaction: Transaction) -> Answer:
        if aliases.find(transaction, gate.scope, name) is not None:
            raise errors.alias_exists(gate.scope.arn(name))
        key = gate.admit(transaction, "CreateAlias", target)
        if len(aliases.of_key(transaction, gate.scope, key.key_id)) >= aliases.PER_KEY:
            raise errors.limit_exceeded(
                f"The KMS key {key.arn} has {aliases.PER_KEY} aliases, the most it can have."
            )
        aliases.put(transaction, Alias(gate.scope, name, key.key_id, gate.now, gate.now))
        return {}

    return service.catalog.write(create)
