"""The records of IAM as they lie in the catalog: JSON, by account and name, or by id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Generic, TypeVar

import orjson

from strongroom.services.iam.records import (
    AccessKey,
    Group,
    Identity,
    InstanceProfile,
    ManagedPolicy,
    PolicyVersion,
    Role,
    Session,
    User,
)
from strongroom.storage.engine import Key, Reader, SortRange, Transaction

N = TypeVar("N", bound=Identity | ManagedPolicy | InstanceProfile)
C = TypeVar("C", AccessKey, Session)


class ByName(Generic[N]):
    """Records that have a name in an account."""

    def __init__(self, space: str, record: type[N]) -> None:
        self._space = space
        self._record: type[Any] = record

    @property
    def kind(self) -> str:
        """``user``, ``group``, ``role``, ``policy`` or ``instance-profile``."""
        return str(getattr(self._record, "KIND", "policy"))

    def find(self, reader: Reader, account: str, name: str) -> N | None:
        """The record with exactly that name."""
        found = self._get(reader, account, name)
        return found if found is not None and found.name == name else None

    def is_taken(self, reader: Reader, account: str, name: str) -> bool:
        """Whether a record has that name in whatever case."""
        return self._get(reader, account, name) is not None

    def put(self, transaction: Transaction, record: N) -> None:
        """Store a record, replacing one with its name."""
        transaction.put(self._space, _key(record.account, record.name), _encoded(record))

    def delete(self, transaction: Transaction, record: N) -> None:
        transaction.delete(self._space, _key(record.account, record.name))

    def all(self, reader: Reader, account: str, after: str | None = None) -> Iterator[N]:
        """An account's records in the order of their names, those behind the name ``after``."""
        low = None if after is None else after.lower().encode("utf-8")
        within = SortRange(low, includes_low=False)
        for _, stored in reader.in_partition(self._space, account.encode("ascii"), within):
            yield _decoded(self._record, stored)

    def everywhere(self, reader: Reader) -> Iterator[N]:
        """The records of all accounts."""
        for _, stored in reader.in_space(self._space):
            yield _decoded(self._record, stored)

    def _get(self, reader: Reader, account: str, name: str) -> N | None:
        stored = reader.get(self._space, _key(account, name))
        return None if stored is None else _decoded(self._record, stored)


class ById(Generic[C]):
    """Credentials, found by their access key id."""

    def __init__(self, space: str, record: type[C]) -> None:
        self._space = space
        self._record: type[Any] = record

    def find(self, reader: Reader, access_key_id: str) -> C | None:
        stored = reader.get(self._space, (access_key_id.encode("utf-8"), b""))
        return None if stored is None else _decoded(self._record, stored)

    def put(self, transaction: Transaction, record: C) -> None:
        transaction.put(self._space, (record.id.encode("ascii"), b""), _encoded(record))

    def delete(self, transaction: Transaction, access_key_id: str) -> None:
        transaction.delete(self._space, (access_key_id.encode("ascii"), b""))

    def all(self, reader: Reader) -> Iterator[C]:
        """The records of all accounts."""
        for _, stored in reader.in_space(self._space):
            yield _decoded(self._record, stored)


USERS = ByName("iam:users", User)
GROUPS = ByName("iam:groups", Group)
ROLES = ByName("iam:roles", Role)
POLICIES = ByName("iam:policies", ManagedPolicy)
INSTANCE_PROFILES = ByName("iam:instance-profiles", InstanceProfile)
ACCESS_KEYS = ById("iam:access-keys", AccessKey)
SESSIONS = ById("iam:sessions", Session)

R = TypeVar("R")


def _key(account: str, name: str) -> Key:
    return account.encode("ascii"), name.lower().encode("utf-8")


def _encoded(record: Any) -> bytes:
    return orjson.dumps({field.name: getattr(record, field.name) for field in fields(record)})


def _decoded(record: type[R], stored: bytes) -> R:
    members = orjson.loads(stored)
    if record is ManagedPolicy:
        members["versions"] = [PolicyVersion(**version) for version in members["versions"]]
    return record(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in members.items()}
    )
