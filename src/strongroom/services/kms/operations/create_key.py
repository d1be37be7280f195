"""CreateKey."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.kms import errors, keys, tag_rules
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.key_metadata import metadata
from strongroom.services.kms.key_policies import default_policy
from strongroom.services.kms.key_specs import ENCRYPT_DECRYPT, SYMMETRIC_DEFAULT, KeySpec, key_spec
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("CreateKey")
async def create_key(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    gate.admit_in_account("CreateKey", conditions=_conditions(request))
    gate.admit_tagging(request.get("Tags", ()))
    spec, usage = _spec_and_usage(request)
    origin = _origin(request, spec)
    tags = tag_rules.new_tags({}, request.get("Tags", ()))
    multi_region = request.get("MultiRegion", False)
    key = KmsKey(
        scope=gate.scope,
        key_id=_new_key_id(service, multi_region=multi_region),
        created=gate.now,
        policy=request.get("Policy") or default_policy(call.account),
        description=request.get("Description", ""),
        usage=usage,
        spec_name=spec.name,
        origin=origin,
        multi_region=multi_region,
        tags=tags,
    )
    service.policies.check(key.policy)
    if origin == "AWS_KMS":
        # RSA material takes up to a second to make.
        secret = await asyncio.to_thread(spec.make_material, service.randomness)
        key = key.with_material(service.sealed(key.arn, secret))
    bypass = request.get("BypassPolicyLockoutSafetyCheck", False)
    return await service.catalog.write(lambda transaction: _created(transaction, gate, key, bypass=bypass))


def _conditions(request: Request) -> dict[str, ConditionValue]:
    spec = request.get("KeySpec") or request.get("CustomerMasterKeySpec") or SYMMETRIC_DEFAULT
    usage = request.get("KeyUsage", ENCRYPT_DECRYPT)
    kind = {"kms:MultiRegionKeyType": "PRIMARY"} if request.get("MultiRegion") else {}
    return {
        **kind,
        "kms:KeySpec": spec,
        "kms:CustomerMasterKeySpec": spec,
        "kms:KeyUsage": usage,
        "kms:CustomerMasterKeyUsage": usage,
        "kms:KeyOrigin": request.get("Origin", "AWS_KMS"),
        "kms:MultiRegion": request.get("MultiRegion", False),
        "kms:BypassPolicyLockoutSafetyCheck": request.get("BypassPolicyLockoutSafetyCheck", False),
        **tag_rules.condition_keys(request.get("Tags", ())),
    }


def _created(transaction: Transaction, gate: Gate, key: KmsKey, *, bypass: bool) -> Answer:
    gate.check_policy(transaction, key, key.policy, bypass_lockout=bypass)
    keys.put(transaction, key)
    return {"KeyMetadata": metadata(key)}


def _spec_and_usage(request: Request) -> tuple[KeySpec, str]:
    if "KeySpec" in request and "CustomerMasterKeySpec" in request:
        raise errors.validation(
            "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
            "CustomerMasterKeySpec is deprecated."
        )
    name = request.get("KeySpec") or request.get("CustomerMasterKeySpec") or SYMMETRIC_DEFAULT
    usage = request.get("KeyUsage")
    if usage is None:
        if name != SYMMETRIC_DEFAULT:
            raise errors.validation(
                "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."
            )
        usage = ENCRYPT_DECRYPT
    spec = key_spec(name)
    if spec is None:
        raise errors.unsupported(f"KeySpec {name} is not supported in this Region.")
    if usage not in spec.algorithms:
        raise errors.validation(f"KeyUsage {usage} is not compatible with KeySpec {name}")
    return spec, usage


def _origin(request: Request, spec: KeySpec) -> str:
    origin: str = request.get("Origin", "AWS_KMS")
    if "CustomKeyStoreId" in request:
        raise errors.custom_key_store_not_found()
    if origin in ("AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"):
        raise errors.validation(f"You must specify a CustomKeyStoreId when the Origin is {origin}.")
    if origin == "EXTERNAL" and spec.family == "ML-DSA":
        raise errors.unsupported(f"KeySpec {spec.name} is not supported for Origin {origin}.")
    return origin


def _new_key_id(service: Kms, *, multi_region: bool) -> str:
    uuid = service.randomness.uuid()
    return f"mrk-{uuid.replace('-', '')}" if multi_region else uuid
