"""Keys that services make for themselves: the AWS managed key of DynamoDB, and the keys that DynamoDB owns.

The AWS managed key ``alias/aws/dynamodb`` lies in the user's account and is made when it is first described.
An AWS owned key lies in an account of the services' own, one for each region, and no user ever sees it.
Source: DynamoDB developer guide, "Encryption at rest: usage notes"; KMS API reference, DescribeKey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.services.kms import aliases, keys
from strongroom.services.kms.aliases import Alias
from strongroom.services.kms.arns import SERVICE_OWNED, Scope, identify
from strongroom.services.kms.authorization import regional_host
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.key_policies import managed_policy, owned_policy
from strongroom.services.kms.keys import KmsKey
from strongroom.services.kms.materials import Rotation
from strongroom.storage.engine import Reader, Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

DYNAMODB = "dynamodb.amazonaws.com"
DYNAMODB_ALIAS = "alias/aws/dynamodb"


def wanted(gate: Gate, key_id: str) -> bool:
    """Whether a key identifier is the predefined alias of the caller's own account."""
    if not key_id.endswith(DYNAMODB_ALIAS):
        return False
    named = identify(key_id, gate.scope)
    return named.alias == DYNAMODB_ALIAS and named.scope == gate.scope


def missing(reader: Reader, gate: Gate) -> bool:
    """Whether the account has no AWS managed key of DynamoDB yet in the region."""
    return aliases.find(reader, gate.scope, DYNAMODB_ALIAS) is None


async def make(service: Kms, gate: Gate) -> None:
    """Make the AWS managed key and its alias, unless somebody has made them meanwhile."""
    via = regional_host(DYNAMODB, gate.call.region)
    policy = managed_policy(gate.scope, via, DYNAMODB)
    description = "Default key that protects my DynamoDB data when no other key is defined"
    await _make_under_alias(service, gate.scope, gate.now, policy, description)


async def owned_key(service: Kms, gate: Gate) -> KmsKey:
    """The key that DynamoDB owns in the region; made on first need."""
    scope = Scope(SERVICE_OWNED, gate.call.region)
    key = service.catalog.read(lambda reader: _under_alias(reader, scope))
    if key is not None:
        return key
    await _make_under_alias(service, scope, gate.now, owned_policy(DYNAMODB), "")
    return await owned_key(service, gate)


def _under_alias(reader: Reader, scope: Scope) -> KmsKey | None:
    alias = aliases.find(reader, scope, DYNAMODB_ALIAS)
    return None if alias is None else keys.find(reader, scope, alias.key_id)


async def _make_under_alias(service: Kms, scope: Scope, now: float, policy: str, description: str) -> None:
    key = KmsKey(
        scope=scope,
        key_id=service.randomness.uuid(),
        created=now,
        policy=policy,
        description=description,
        manager="AWS",
        rotation=Rotation(enabled=True, since=now),
    )
    key = key.with_material(service.sealed(key.arn, key.spec.make_material(service.randomness)))

    def store(transaction: Transaction) -> None:
        if aliases.find(transaction, scope, DYNAMODB_ALIAS) is None:
            keys.put(transaction, key)
            aliases.put(transaction, Alias(scope, DYNAMODB_ALIAS, key.key_id, now, now))

    await service.catalog.write(store)
