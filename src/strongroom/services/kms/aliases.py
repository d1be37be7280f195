"""Aliases: names of keys, unique in an account and region.

Source: KMS developer guide, "Aliases in AWS KMS".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from strongroom.services.kms import errors
from strongroom.services.kms.arns import Scope, is_alias
from strongroom.storage.engine import Reader, SortRange, Transaction

SPACE = "kms:aliases"
PREFIX = "alias/"
RESERVED_PREFIX = "alias/aws/"
PER_KEY = 50


@dataclass(frozen=True, slots=True)
class Alias:
    """One alias. Times are epoch seconds."""

    scope: Scope
    name: str
    key_id: str
    created: float
    updated: float

    @property
    def arn(self) -> str:
        return self.scope.arn(self.name)

    def entry(self) -> dict[str, Any]:
        """The wire's AliasListEntry."""
        return {
            "AliasName": self.name,
            "AliasArn": self.arn,
            "TargetKeyId": self.key_id,
            "CreationDate": self.created,
            "LastUpdatedDate": self.updated,
        }


def check_name(name: str) -> None:
    """Refuse a name that users cannot give to an alias. The model has checked its characters and length."""
    if not name.startswith(PREFIX):
        raise errors.validation(
            f'Alias must start with the prefix "{PREFIX}". Please see '
            "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
        )
    if name == PREFIX:
        raise errors.validation("Invalid identifier")
    if name.startswith(RESERVED_PREFIX):
        raise errors.reserved_alias()
    if ":" in name:
        raise errors.validation(f"{name} contains invalid characters for an alias")


def check_target(key_id: str) -> None:
    """Refuse an alias as the target of an alias."""
    if is_alias(key_id):
        raise errors.validation("Aliases must refer to keys. Not aliases")


def find(reader: Reader, scope: Scope, name: str) -> Alias | None:
    stored = reader.get(SPACE, (scope.partition, name.encode("utf-8")))
    return None if stored is None else _decoded(scope, name, stored)


def put(transaction: Transaction, alias: Alias) -> None:
    """Store the alias, replacing one of the same name."""
    record = [alias.key_id, alias.created, alias.updated]
    transaction.put(SPACE, (alias.scope.partition, alias.name.encode("utf-8")), orjson.dumps(record))


def delete(transaction: Transaction, alias: Alias) -> None:
    transaction.delete(SPACE, (alias.scope.partition, alias.name.encode("utf-8")))


def in_scope(reader: Reader, scope: Scope, after: str | None = None) -> Iterator[Alias]:
    """The aliases of an account in a region in the order of their names, those behind ``after``."""
    low = None if after is None else after.encode("utf-8")
    for (_, name), stored in reader.in_partition(SPACE, scope.partition, SortRange(low, includes_low=False)):
        yield _decoded(scope, name.decode("utf-8"), stored)


def of_key(reader: Reader, scope: Scope, key_id: str) -> list[Alias]:
    """All aliases of one key."""
    return [alias for alias in in_scope(reader, scope) if alias.key_id == key_id]


def _decoded(scope: Scope, name: str, stored: bytes) -> Alias:
    key_id, created, updated = orjson.loads(stored)
    return Alias(scope, name, key_id, created, updated)
