"""Whether a call may perform an action on a key: key policy, identity policies, grants.

Source: KMS developer guide, "Authentication and access control for AWS KMS" and "AWS KMS condition keys".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.iam.permissions import Permissions, Verdict
from strongroom.services.iam.policy import (
    ConditionValue,
    Decision,
    Policy,
    PolicyKind,
    Reason,
    RequestContext,
    RequestPrincipal,
    evaluate,
)
from strongroom.services.kms import aliases, errors, grants
from strongroom.services.kms.grants import Constraints, Grant
from strongroom.services.kms.keys import KmsKey
from strongroom.storage.engine import Reader

#: Condition keys that depend on the key.
KeyConditions: TypeAlias = Callable[[Reader, KmsKey], Mapping[str, ConditionValue]]


@dataclass(frozen=True, slots=True)
class NewGrant:
    """The grant that a CreateGrant asks for, as far as it decides who may make it."""

    operations: tuple[str, ...]
    constraints: Constraints


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says beside the key and the operation, as far as permissions depend on it.

    ``context`` is the encryption context; None where the operation has none. ``conditions`` are condition keys
    of the operation, ``of_key`` those that depend on the key that the request names. ``alias`` is the alias by
    which it does.
    """

    context: Mapping[str, str] | None = None
    conditions: Mapping[str, ConditionValue] = field(default_factory=dict)
    new_grant: NewGrant | None = None
    alias: str | None = None
    of_key: KeyConditions = lambda _reader, _key: {}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, at the time ``now`` (epoch seconds), and what IAM lets it do."""

    call: Call
    now: float
    permissions: Permissions


def authorize(reader: Reader, asker: Asker, key: KmsKey, policy: Policy, operation: str, asked: Asked) -> None:
    """Refuse the call unless the key policy, with IAM's, or a grant allows it. Raises AccessDeniedException."""
    verdict = decide(reader, asker, key, policy, operation, asked)
    asker.permissions.tell(asker.call, verdict)
    if not verdict.allowed:
        raise errors.access_denied(verdict.message)


def decide(reader: Reader, asker: Asker, key: KmsKey, policy: Policy, operation: str, asked: Asked) -> Verdict:
    """The verdict about a call on a key by all policies and grants."""
    context = request_context(reader, asker, key, policy, operation, asked)
    decision = asker.permissions.evaluate(context, policy)
    if decision.needs_grant:
        grant = _granting(reader, context.principal, asker.call.region, key, operation, asked)
        if grant is not None:
            decision = decision.granted(grant.grant_id)
    return Verdict(context, decision, asker.permissions, policy)


def authorize_in_account(
    asker: Asker, operation: str, resource: str, conditions: Mapping[str, ConditionValue]
) -> None:
    """Refuse a call that acts on no key, such as CreateKey. Raises AccessDeniedException."""
    call = asker.call
    verdict = asker.permissions.decide(
        call,
        asker.now,
        f"kms:{operation}",
        resource,
        conditions={**caller_keys(call), **conditions},
        resource_account=call.account,
    )
    if not verdict.allowed:
        raise errors.access_denied(verdict.message)


def caller_keys(call: Call) -> dict[str, ConditionValue]:
    """KMS's condition keys that say who calls."""
    keys: dict[str, ConditionValue] = {"kms:CallerAccount": call.principal.account}
    return keys if call.via is None else {**keys, "kms:ViaService": call.via}


def locks_out(reader: Reader, asker: Asker, key: KmsKey, policy: Policy) -> bool:
    """Whether ``policy`` on the key would keep the caller from ever changing it again, whatever IAM says."""
    context = request_context(reader, asker, key, policy, "PutKeyPolicy", Asked())
    decision = evaluate(context, resource_policy=policy)
    delegated = decision.reason is Reason.IMPLICIT_DENY and decision.kind is PolicyKind.IDENTITY
    return not decision.allowed and not delegated


def foreign(call: Call, operation: str, key_arn: str) -> ServiceError:
    """The refusal of another account's key that does not exist, or that only its own account may use so."""
    context = RequestContext(f"kms:{operation}", key_arn, RequestPrincipal.of(call.principal))
    return errors.access_denied(Decision(False, Reason.IMPLICIT_DENY, PolicyKind.KEY).message(context))


def designates(named: str, principal: RequestPrincipal, region: str) -> bool:
    """Whether a grant's grantee or retiring principal ``named`` is ``principal``.

    A role stands for its sessions; a service is named by its host in the region.
    """
    if principal.kind == "AWSService":
        return named in (principal.arn, regional_host(principal.arn, region))
    if named == principal.arn:
        return True
    if principal.role_arn is None:
        return False
    return named == principal.role_arn or _same_role(named, principal)


def regional_host(host: str, region: str) -> str:
    """``dynamodb.us-east-1.amazonaws.com`` of ``dynamodb.amazonaws.com``."""
    service, _, domain = host.partition(".")
    return f"{service}.{region}.{domain}"


def _same_role(named: str, principal: RequestPrincipal) -> bool:
    """Whether ``named`` is the session's role with its path, which the session's ARN leaves out."""
    parts = named.split(":", 5)
    return (
        len(parts) == 6
        and parts[2] == "iam"
        and parts[4] == principal.account
        and parts[5].startswith("role/")
        and parts[5].rpartition("/")[2] == (principal.role_arn or "").rpartition("/")[2]
    )


def _granting(
    reader: Reader, principal: RequestPrincipal, region: str, key: KmsKey, operation: str, asked: Asked
) -> Grant | None:
    """The first grant on the key that allows the operation."""
    for grant in grants.of_key(reader, key.scope, key.key_id):
        if (
            operation in grant.operations
            and designates(grant.grantee, principal, region)
            and _satisfied(grant, operation, asked)
        ):
            return grant
    return None


def _satisfied(grant: Grant, operation: str, asked: Asked) -> bool:
    if operation in ("DescribeKey", "RetireGrant"):
        return operation == "RetireGrant" or grant.constraints.source_arn is None
    if asked.new_grant is not None:
        child = asked.new_grant
        return set(child.operations) <= set(grant.operations) and child.constraints.at_least_as_strict_as(
            grant.constraints
        )
    return grant.constraints.allow(asked.context or {})


def request_context(
    reader: Reader, asker: Asker, key: KmsKey, policy: Policy, operation: str, asked: Asked
) -> RequestContext:
    """The request as policies see it, with all condition keys."""
    call = asker.call
    keys: dict[str, ConditionValue] = {
        **asker.permissions.global_keys(call, asker.now, key.scope.account),
        **caller_keys(call),
        "kms:KeySpec": key.spec_name,
        "kms:CustomerMasterKeySpec": key.spec_name,
        "kms:KeyUsage": key.usage,
        "kms:CustomerMasterKeyUsage": key.usage,
        "kms:KeyOrigin": key.origin,
        "kms:MultiRegion": key.multi_region,
        **{f"aws:ResourceTag/{name}": value for name, value in key.tags.items()},
        **_alias_names(reader, key, policy.condition_keys | asker.permissions.condition_keys),
        **asked.conditions,
        **asked.of_key(reader, key),
    }
    if key.multi_region:
        keys["kms:MultiRegionKeyType"] = "REPLICA" if key.is_replica else "PRIMARY"
    if asked.alias is not None:
        keys["kms:RequestAlias"] = asked.alias
    if asked.context:
        keys["kms:EncryptionContextKeys"] = list(asked.context)
        keys |= {f"kms:EncryptionContext:{name}": value for name, value in asked.context.items()}
    return RequestContext(f"kms:{operation}", key.arn, asker.permissions.principal, keys, key.scope.account)


def _alias_names(reader: Reader, key: KmsKey, condition_keys: Collection[str]) -> Mapping[str, ConditionValue]:
    """The key's aliases, if it has any; looked up only for policies that ask for them."""
    if "kms:resourcealiases" not in condition_keys:
        return {}
    names = [alias.name for alias in aliases.of_key(reader, key.scope, key.key_id)]
    return {"kms:ResourceAliases": names} if names else {}
