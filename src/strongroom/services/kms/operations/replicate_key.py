"""ReplicateKey."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.kms import errors, keys, replicas, tag_rules
from strongroom.services.kms.arns import Scope
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.key_metadata import metadata
from strongroom.services.kms.key_policies import default_policy
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("ReplicateKey")
def replicate_key(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    there = service.gate(call._replace(region=request["ReplicaRegion"]))
    bypass = request.get("BypassPolicyLockoutSafetyCheck", False)
    asked = Asked(
        conditions={
            "kms:ReplicaRegion": request["ReplicaRegion"],
            "kms:BypassPolicyLockoutSafetyCheck": bypass,
        }
    )
    policy = request.get("Policy") or default_policy(call.account)

    def create(transaction: Transaction) -> Answer:
        primary = gate.admit(transaction, "ReplicateKey", request["KeyId"], asked)
        _admit_creation(there, primary, request)
        _check_replicable(transaction, primary, there.scope)
        replica = replace(
            primary,
            scope=there.scope,
            created=gate.now,
            policy=policy,
            description=request.get("Description", ""),
            tags=tag_rules.new_tags({}, request.get("Tags", ())),
            materials=(),
        )
        there.check_policy(transaction, replica, policy, bypass_lockout=bypass)
        known = replace(primary, replica_regions=(*primary.replica_regions, there.scope.region))
        replica = replicas.shared_with(service, known, replica)
        keys.put(transaction, replica)
        service.put(transaction, known)
        return _answer(replica, request)

    return service.catalog.write(create)


def _admit_creation(there: Gate, primary: KmsKey, request: Request) -> None:
    there.admit_in_account(
        "CreateKey",
        conditions={
            "kms:KeySpec": primary.spec_name,
            "kms:CustomerMasterKeySpec": primary.spec_name,
            "kms:KeyUsage": primary.usage,
            "kms:CustomerMasterKeyUsage": primary.usage,
            "kms:KeyOrigin": primary.origin,
            "kms:MultiRegion": True,
            "kms:MultiRegionKeyType": "REPLICA",
            "kms:BypassPolicyLockoutSafetyCheck": request.get("BypassPolicyLockoutSafetyCheck", False),
            **tag_rules.condition_keys(request.get("Tags", ())),
        },
    )
    there.admit_tagging(request.get("Tags", ()))


def _check_replicable(transaction: Transaction, primary: KmsKey, there: Scope) -> None:
    if not primary.multi_region or primary.is_replica:
        raise errors.not_a_primary_key(primary.arn)
    if there == primary.scope or keys.find(transaction, there, primary.key_id) is not None:
        raise errors.replica_exists(there.arn(f"key/{primary.key_id}"))


def _answer(replica: KmsKey, request: Request) -> Answer:
    """The service answers before the replica is ready, whereas here it is when the answer arrives."""
    described = {**metadata(replica), "KeyState": "Creating", "Enabled": False}
    answer: dict[str, Any] = {"ReplicaKeyMetadata": described, "ReplicaPolicy": replica.policy}
    if request.get("Tags"):
        answer["ReplicaTags"] = list(request["Tags"])
    return answer
