"""Grants: permissions on one key for one principal, beside the key policy.

Source: KMS developer guide, "Grants in AWS KMS".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from strongroom.encryption.root_key import RootKey
from strongroom.encryption.sealing import SealBroken
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.kms import errors
from strongroom.services.kms.arns import Scope
from strongroom.storage.engine import Reader, SortRange, Transaction

SPACE = "kms:grants"
NAMES_SPACE = "kms:grant-names"
COUNTS_SPACE = "kms:grant-counts"
#: Source: KMS developer guide, "Resource quotas".
PER_KEY = 50_000
_TOKEN = b"grant-token"

_KINDS = {False: "Principal", True: "ServicePrincipal"}

EncryptionContext = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Constraints:
    """When a grant holds: the encryption context must include ``subset`` and equal ``equals``, where given.

    ``source_arn`` is the resource for which the request must be made. No request here is made for one, so a
    grant with it can be made, listed and retired, and allows nothing.
    """

    subset: EncryptionContext | None = None
    equals: EncryptionContext | None = None
    source_arn: str | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Constraints:
        """From the wire's GrantConstraints."""
        return cls(
            document.get("EncryptionContextSubset"),
            document.get("EncryptionContextEquals"),
            document.get("SourceArn"),
        )

    def document(self) -> dict[str, Any]:
        """The wire's GrantConstraints; empty without any."""
        pairs = {"EncryptionContextSubset": self.subset, "EncryptionContextEquals": self.equals}
        written: dict[str, Any] = {
            member: dict(context) for member, context in pairs.items() if context is not None
        }
        return written if self.source_arn is None else {**written, "SourceArn": self.source_arn}

    def condition_keys(self) -> dict[str, ConditionValue]:
        """What policies on CreateGrant and RetireGrant may ask of the constraints."""
        document = self.document()
        if not document:
            return {}
        keys: dict[str, ConditionValue] = {"kms:GrantConstraintType": list(document)}
        if self.source_arn is not None:
            keys["kms:GrantConstraintSourceArn"] = self.source_arn
        pairs = {**(self.subset or {}), **(self.equals or {})}
        if pairs:
            keys["kms:EncryptionContextKeys"] = list(pairs)
        return keys | {f"kms:EncryptionContext:{name}": value for name, value in pairs.items()}

    def allow(self, context: EncryptionContext) -> bool:
        """Whether a request with this encryption context satisfies the constraints."""
        return self.source_arn is None and self._fit(context)

    def _fit(self, context: EncryptionContext) -> bool:
        given = _folded(context)
        return (self.equals is None or given == _folded(self.equals)) and (
            self.subset is None or given >= _folded(self.subset)
        )

    def at_least_as_strict_as(self, parent: Constraints) -> bool:
        """Whether every request that satisfies these constraints satisfies the parent's too."""
        if parent.source_arn not in (None, self.source_arn):
            return False
        if self.equals is not None:
            return parent._fit(self.equals) or not self._fit(self.equals)
        if parent.equals is not None:
            return False
        return parent.subset is None or _folded(self.subset or {}) >= _folded(parent.subset)


def _folded(context: EncryptionContext) -> set[tuple[str, str]]:
    """The pairs as constraints compare them: the case of names does not count, that of values does.

    Source: KMS API reference, GrantConstraints.
    """
    return {(name.lower(), value) for name, value in context.items()}


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant. ``created`` is epoch seconds, ``issuing_account`` the account number of who made it.

    Grantee and retiring principal are ARNs; a service's host if they were given as service principals.
    """

    scope: Scope
    key_id: str
    grant_id: str
    created: float
    grantee: str
    operations: tuple[str, ...]
    issuing_account: str
    retiring: str | None = None
    name: str = ""
    constraints: Constraints = field(default_factory=Constraints)
    grantee_is_service: bool = False
    retiring_is_service: bool = False

    @property
    def key_arn(self) -> str:
        return self.scope.arn(f"key/{self.key_id}")

    def entry(self) -> dict[str, Any]:
        """The wire's GrantListEntry."""
        listed: dict[str, Any] = {
            "KeyId": self.key_arn,
            "GrantId": self.grant_id,
            "Name": self.name,
            "CreationDate": self.created,
            f"Grantee{_KINDS[self.grantee_is_service]}": self.grantee,
            "IssuingAccount": f"arn:aws:iam::{self.issuing_account}:root",
            "Operations": list(self.operations),
        }
        if self.retiring is not None:
            listed[f"Retiring{_KINDS[self.retiring_is_service]}"] = self.retiring
        constraints = self.constraints.document()
        if constraints:
            listed["Constraints"] = constraints
        return listed


def find(reader: Reader, scope: Scope, key_id: str, grant_id: str) -> Grant | None:
    stored = reader.get(SPACE, (scope.partition, _position(key_id, grant_id)))
    return None if stored is None else _decoded(scope, key_id, grant_id, stored)


def find_named(reader: Reader, grant: Grant) -> Grant | None:
    """The grant that was made before under the same name with the same parameters."""
    known = reader.get(NAMES_SPACE, (grant.scope.partition, _name_position(grant)))
    return None if known is None else find(reader, grant.scope, grant.key_id, known.decode("ascii"))


def put(transaction: Transaction, grant: Grant) -> None:
    """Store a new grant. Raises LimitExceededException."""
    _count(transaction, grant, 1)
    transaction.put(SPACE, (grant.scope.partition, _position(grant.key_id, grant.grant_id)), _encoded(grant))
    if grant.name:
        transaction.put(
            NAMES_SPACE, (grant.scope.partition, _name_position(grant)), grant.grant_id.encode("ascii")
        )


def delete(transaction: Transaction, grant: Grant) -> None:
    """Remove a grant that was found before."""
    _count(transaction, grant, -1)
    transaction.delete(SPACE, (grant.scope.partition, _position(grant.key_id, grant.grant_id)))
    named = find_named(transaction, grant) if grant.name else None
    if named is None or named.grant_id == grant.grant_id:
        transaction.delete(NAMES_SPACE, (grant.scope.partition, _name_position(grant)))


def rewrite(transaction: Transaction, grant: Grant, changed: Grant) -> None:
    """Put a changed grant in the place of one that was found before."""
    delete(transaction, grant)
    put(transaction, changed)


def _count(transaction: Transaction, grant: Grant, change: int) -> None:
    """Keep the number of the key's grants, so that none has to be counted."""
    entry = (grant.scope.partition, grant.key_id.encode("ascii"))
    number = int(transaction.get(COUNTS_SPACE, entry) or b"0") + change
    if number > PER_KEY:
        raise errors.limit_exceeded(f"The KMS key {grant.key_arn} has {PER_KEY} grants, the most it can have.")
    if number > 0:
        transaction.put(COUNTS_SPACE, entry, str(number).encode("ascii"))
    else:
        transaction.delete(COUNTS_SPACE, entry)


def of_key(reader: Reader, scope: Scope, key_id: str, after: str | None = None) -> Iterator[Grant]:
    """The grants of one key in the order of their ids, those behind ``after``."""
    start = _position(key_id, after or "")
    within = SortRange(low=start, high=_position(key_id, "~"), includes_low=False)
    for (_, position), stored in reader.in_partition(SPACE, scope.partition, within):
        yield _decoded(scope, key_id, position.decode("ascii").partition("/")[2], stored)


def in_region(reader: Reader, region: str) -> Iterator[Grant]:
    """All grants of every account in a region, in the order of their keys."""
    return (grant for grant in everywhere(reader) if grant.scope.region == region)


def everywhere(reader: Reader) -> Iterator[Grant]:
    """All grants of every account and region, in the order of their keys."""
    for (partition, position), stored in reader.in_space(SPACE):
        account, _, region = partition.decode("ascii").partition("/")
        key_id, _, grant_id = position.decode("ascii").partition("/")
        yield _decoded(Scope(account, region), key_id, grant_id, stored)


def token_of(grant: Grant, root_key: RootKey) -> str:
    """A fresh grant token: only this server can make or read one, and no two are alike."""
    named = orjson.dumps([grant.scope.account, grant.scope.region, grant.key_id, grant.grant_id])
    return base64.b64encode(root_key.seal(named, _TOKEN)).decode("ascii")


@dataclass(frozen=True, slots=True)
class TokenSubject:
    """What a grant token names."""

    scope: Scope
    key_id: str
    grant_id: str


def read_token(token: str, root_key: RootKey) -> TokenSubject:
    """The grant that a token names, whether or not it still exists. Raises InvalidGrantTokenException."""
    try:
        named = root_key.open(base64.b64decode(token, validate=True), _TOKEN)
    except (binascii.Error, ValueError, SealBroken):
        raise errors.invalid_grant_token() from None
    account, region, key_id, grant_id = orjson.loads(named)
    return TokenSubject(Scope(account, region), key_id, grant_id)


def _position(key_id: str, grant_id: str) -> bytes:
    return f"{key_id}/{grant_id}".encode("ascii")


def _name_position(grant: Grant) -> bytes:
    parameters = orjson.dumps(
        [
            grant.name,
            grant.grantee,
            grant.retiring,
            sorted(grant.operations),
            grant.issuing_account,
            grant.constraints.document(),
        ],
        option=orjson.OPT_SORT_KEYS,
    )
    return _position(grant.key_id, hashlib.sha256(parameters).hexdigest())


def _encoded(grant: Grant) -> bytes:
    return orjson.dumps(
        {
            "created": grant.created,
            "grantee": grant.grantee,
            "operations": grant.operations,
            "issuing_account": grant.issuing_account,
            "retiring": grant.retiring,
            "name": grant.name,
            "constraints": grant.constraints.document(),
            "grantee_is_service": grant.grantee_is_service,
            "retiring_is_service": grant.retiring_is_service,
        }
    )


def _decoded(scope: Scope, key_id: str, grant_id: str, stored: bytes) -> Grant:
    record = orjson.loads(stored)
    return Grant(
        scope=scope,
        key_id=key_id,
        grant_id=grant_id,
        created=record["created"],
        grantee=record["grantee"],
        operations=tuple(record["operations"]),
        issuing_account=record["issuing_account"],
        retiring=record["retiring"],
        name=record["name"],
        constraints=Constraints.of(record["constraints"]),
        grantee_is_service=record.get("grantee_is_service", False),
        retiring_is_service=record.get("retiring_is_service", False),
    )
