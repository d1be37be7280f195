"""KMS's request quotas: how many requests of a kind an account may make in a region in one second.

Not in force unless the server is told so: they would slow tests down for nothing.
Source: KMS developer guide, "Request quotas".
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.services.kms import errors
from strongroom.services.kms.key_specs import Family
from strongroom.services.operations import Answer, CallableOperations


@dataclass(frozen=True, slots=True)
class Quota:
    """Requests that are counted together, and how many of them a second takes."""

    name: str
    per_second: int


#: What the key of a request is made for, by the identifier in the request; None for a key that is not there.
FamilyOf: TypeAlias = Callable[[Call, str], Family | None]

_PER_SECOND = (
    (1, "GetParametersForImport"),
    (5, "CancelKeyDeletion ConnectCustomKeyStore CreateAlias CreateCustomKeyStore CreateKey"),
    (5, "DeleteCustomKeyStore"),
    (5, "DescribeCustomKeyStores DisableKey DisableKeyRotation DisconnectCustomKeyStore EnableKey"),
    (5, "GetKeyLastUsage ReplicateKey RotateKeyOnDemand UntagResource UpdateAlias UpdateCustomKeyStore"),
    (5, "UpdateKeyDescription UpdatePrimaryRegion"),
    (10, "TagResource"),
    (15, "DeleteAlias DeleteImportedKeyMaterial EnableKeyRotation ImportKeyMaterial PutKeyPolicy"),
    (15, "ScheduleKeyDeletion"),
    (50, "CreateGrant RetireGrant RevokeGrant"),
    (100, "ListGrants ListKeyPolicies ListKeyRotations ListRetirableGrants"),
    (500, "ListAliases ListKeys"),
    (1000, "GetKeyPolicy GetKeyRotationStatus"),
    (2000, "DescribeKey GetPublicKey ListResourceTags"),
)
_OPERATIONS: Mapping[str, int] = MappingProxyType(
    {name: number for number, names in _PER_SECOND for name in names.split()}
)
_CRYPTOGRAPHIC = frozenset(
    {"Decrypt", "DeriveSharedSecret", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"}
    | {"GenerateMac", "GenerateRandom", "ReEncrypt", "Sign", "Verify", "VerifyMac"}
)
_KEY_PAIRS = frozenset({"GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"})
_PER_KEY_PAIR_SPEC: Mapping[str, int] = MappingProxyType({"RSA_2048": 20, "RSA_3072": 4, "RSA_4096": 1})
_ECC_KEY_PAIRS = 100
_ASYMMETRIC = 1000
_SYMMETRIC = 10_000
_SYMMETRIC_IN: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("us-east-1", "us-west-2", "eu-west-1"), 100_000),
        **dict.fromkeys(("us-east-2", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1"), 20_000),
        **dict.fromkeys(("eu-central-1", "eu-west-2"), 20_000),
    }
)


class RequestQuotas:
    """Counts the requests of every account and region, anew in each second of the clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._second = -1
        self._counts: dict[tuple[str, str, str], int] = {}

    def take(self, call: Call, region: str, quota: Quota, number: int = 1) -> None:
        """Count requests against the caller's account. Raises ThrottlingException for one too many.

        What a service asks on the caller's behalf counts as well, but is not refused.
        """
        second = int(self._clock.now())
        if second != self._second:
            self._second = second
            self._counts.clear()
        key = (call.principal.account, region, quota.name)
        taken = self._counts.get(key, 0) + number
        if taken > quota.per_second and call.via is None:
            raise errors.throttled()
        self._counts[key] = taken


class LimitedOperations:
    """Calls KMS's operations within the quotas."""

    def __init__(self, operations: CallableOperations, quotas: RequestQuotas, family_of: FamilyOf) -> None:
        self._operations = operations
        self._quotas = quotas
        self._family_of = family_of

    def names(self) -> list[str]:
        """The names of all operations."""
        return self._operations.names()

    def call(self, call: Call, document: Any) -> Answer | Awaitable[Answer]:
        """Call the operation. Raises ThrottlingException, and what the operation raises."""
        if call.principal.kind != "AWSService" and isinstance(document, Mapping):
            for region, quota, number in self._asked(call, document):
                self._quotas.take(call, region, quota, number)
        return self._operations.call(call, document)

    def _asked(self, call: Call, document: Mapping[str, Any]) -> Iterator[tuple[str, Quota, int]]:
        """What the request counts against, and in which regions."""
        operation = call.operation
        if operation in _OPERATIONS:
            yield call.region, _of_operation(operation), 1
        if operation == "ReplicateKey":
            yield str(document.get("ReplicaRegion")), _of_operation("CreateKey"), 2
        if operation == "UpdatePrimaryRegion":
            yield str(document.get("PrimaryRegion")), _of_operation(operation), 1
        if operation in _KEY_PAIRS:
            spec = str(document.get("KeyPairSpec"))
            per_second = _PER_KEY_PAIR_SPEC.get(spec, _ECC_KEY_PAIRS)
            yield call.region, Quota(f"GenerateDataKeyPair ({spec})", per_second), 1
        if operation in _CRYPTOGRAPHIC:
            yield call.region, self._cryptographic(call, document), 1

    def _cryptographic(self, call: Call, document: Mapping[str, Any]) -> Quota:
        """The quota that all keys of a kind share; a request that names no key is about a symmetric one."""
        key_id = document.get("KeyId") or document.get("SourceKeyId")
        family = self._family_of(call, key_id) if isinstance(key_id, str) else None
        if family in ("RSA", "ECC", "ML-DSA"):
            return Quota(f"Cryptographic operations ({family})", _ASYMMETRIC)
        return Quota("Cryptographic operations (symmetric)", _SYMMETRIC_IN.get(call.region, _SYMMETRIC))


def _of_operation(name: str) -> Quota:
    return Quota(name, _OPERATIONS[name])
