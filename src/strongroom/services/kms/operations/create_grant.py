"""CreateGrant."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.kms import errors, grants
from strongroom.services.kms.authorization import Asked, NewGrant
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.grants import Constraints, Grant
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

_MAX_CONSTRAINT_PAIRS = 8
_PRINCIPAL = re.compile(
    r"arn:aws[a-z-]*:(iam::[0-9]{12}:(root|(user|role)/.+)|sts::[0-9]{12}:(assumed-role/.+/.+|federated-user/.+))"
)
_SYMMETRIC_OPERATIONS = frozenset(
    {"Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"}
    | {"GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"}
)
_BY_USAGE = {
    "ENCRYPT_DECRYPT": frozenset({"Decrypt", "Encrypt", "ReEncryptFrom", "ReEncryptTo", "GetPublicKey"}),
    "SIGN_VERIFY": frozenset({"Sign", "Verify", "GetPublicKey"}),
    "GENERATE_VERIFY_MAC": frozenset({"GenerateMac", "VerifyMac"}),
    "KEY_AGREEMENT": frozenset({"DeriveSharedSecret", "GetPublicKey"}),
    "ENCAPSULATE_DECAPSULATE": frozenset({"Encapsulate", "Decapsulate", "GetPublicKey"}),
}
_PRINCIPAL_MEMBERS = (
    "GranteePrincipal",
    "GranteeServicePrincipal",
    "RetiringPrincipal",
    "RetiringServicePrincipal",
)
_ALWAYS = frozenset({"CreateGrant", "RetireGrant", "DescribeKey"})


@operation("CreateGrant")
def create_grant(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    grant_id = service.randomness.bytes(32).hex()

    def create(transaction: Transaction) -> Answer:
        grant = _granted(transaction, gate, request, grant_id)
        return {"GrantId": grant.grant_id, "GrantToken": grants.token_of(grant, service.root_key)}

    return service.catalog.write(create)


def _granted(transaction: Transaction, gate: Gate, request: Request, grant_id: str) -> Grant:
    """The new grant, or the one that was made before with the same name and parameters."""
    constraints = Constraints.of(request.get("Constraints", {}))
    operations = tuple(dict.fromkeys(request["Operations"]))
    asked = Asked(conditions=_conditions(gate, request), new_grant=NewGrant(operations, constraints))
    key = gate.admit(
        transaction, "CreateGrant", request["KeyId"], asked, grant_tokens=request.get("GrantTokens", ())
    )
    _check_constraints(key, constraints)
    _check_operations(key, operations)
    grantee, retiring = _principal(gate, request, "Grantee"), _principal(gate, request, "Retiring")
    _check_principals(grantee, retiring, constraints)
    grant = Grant(
        scope=key.scope,
        key_id=key.key_id,
        grant_id=grant_id,
        created=gate.now,
        grantee=grantee.name,
        operations=operations,
        issuing_account=gate.call.principal.account,
        retiring=retiring.name or None,
        name=request.get("Name", ""),
        constraints=constraints,
        grantee_is_service=grantee.is_service,
        retiring_is_service=retiring.is_service,
    )
    if request.get("DryRun"):
        raise errors.dry_run()
    known = grants.find_named(transaction, grant) if grant.name else None
    if known is not None:
        return known
    grants.put(transaction, grant)
    return grant


@dataclass(frozen=True, slots=True)
class _Named:
    """A principal as the request names it; without a name there is none."""

    name: str
    is_service: bool = False


def _principal(gate: Gate, request: Request, role: str) -> _Named:
    """The grantee or retiring principal. Only a service that calls on somebody's behalf may name itself by its
    host where an ARN belongs."""
    principal: str = request.get(f"{role}Principal", "")
    service: str = request.get(f"{role}ServicePrincipal", "")
    if principal and service:
        raise errors.validation(f"You cannot specify both {role}Principal and {role}ServicePrincipal.")
    if principal and principal != gate.call.via and not _PRINCIPAL.fullmatch(principal):
        raise errors.invalid_principal(principal)
    return _Named(service, is_service=True) if service else _Named(principal)


def _check_principals(grantee: _Named, retiring: _Named, constraints: Constraints) -> None:
    """Source: KMS API reference, CreateGrant, GranteePrincipal and GranteeServicePrincipal."""
    if not grantee.name:
        raise errors.missing_member("GranteePrincipal")
    if grantee.is_service and constraints.source_arn is None:
        raise errors.validation("A SourceArn grant constraint is required with GranteeServicePrincipal.")
    if grantee.is_service and not retiring.name:
        raise errors.validation(
            "RetiringPrincipal or RetiringServicePrincipal is required with GranteeServicePrincipal."
        )


def _conditions(gate: Gate, request: Request) -> dict[str, ConditionValue]:
    keys: dict[str, ConditionValue] = {
        "kms:GrantIsForAWSResource": gate.call.via is not None,
        "kms:GrantOperations": list(request["Operations"]),
        **{f"kms:{member}": request[member] for member in _PRINCIPAL_MEMBERS if member in request},
        **Constraints.of(request.get("Constraints", {})).condition_keys(),
    }
    return keys


def _check_constraints(key: KmsKey, constraints: Constraints) -> None:
    contexts = [context for context in (constraints.subset, constraints.equals) if context is not None]
    if contexts and not key.spec.symmetric_encryption:
        raise errors.validation(
            "EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key."
        )
    if any(len(context) > _MAX_CONSTRAINT_PAIRS for context in contexts):
        raise errors.limit_exceeded(
            f"A grant constraint can have at most {_MAX_CONSTRAINT_PAIRS} encryption context pairs."
        )


def _check_operations(key: KmsKey, operations: tuple[str, ...]) -> None:
    """Source: KMS developer guide, "Grant operations"."""
    if set(operations) == {"CreateGrant"}:
        raise errors.validation("Grants must not contain only the CreateGrant operation.")
    possible = _SYMMETRIC_OPERATIONS if key.spec.symmetric_encryption else _BY_USAGE[key.usage]
    for name in operations:
        if name not in possible and name not in _ALWAYS:
            raise errors.validation(f"Operation {name} is not supported for KMS key {key.arn}.")
