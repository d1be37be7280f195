"""UpdateAlias."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import aliases, errors, keys
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("UpdateAlias")
def update_alias(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    name, target = request["AliasName"], request["TargetKeyId"]
    aliases.check_name(name)
    aliases.check_target(target)
    gate = service.gate(call)
    gate.admit_in_account("UpdateAlias", gate.scope.arn(name))

    def update(transaction: Transaction) -> Answer:
        alias = aliases.find(transaction, gate.scope, name)
        if alias is None:
            raise errors.alias_not_found(gate.scope.arn(name))
        current = keys.find(transaction, gate.scope, alias.key_id)
        new = gate.admit(transaction, "UpdateAlias", target)
        if current is not None and current.exists(gate.now):
            gate.authorize(transaction, "UpdateAlias", current)
            _check_same_kind(current, new)
        aliases.put(transaction, replace(alias, key_id=new.key_id, updated=gate.now))
        return {}

    return service.catalog.write(update)


def _check_same_kind(current: KmsKey, new: KmsKey) -> None:
    """Both keys are symmetric, HMAC or asymmetric, with the same usage."""
    kinds = [
        (key.spec.family if key.spec.family in ("symmetric", "HMAC") else "asymmetric", key.usage)
        for key in (current, new)
    ]
    if kinds[0] != kinds[1]:
        raise errors.validation(
            f"Alias cannot refer to {new.arn}: its key type or key usage differs from those of {current.arn}."
        )
