"""What the catalog keeps of a table, as immutable records."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from strongroom.encryption.table_keys import WrappedKeys
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema

TableStatus = Literal["CREATING", "ACTIVE", "UPDATING", "DELETING"]


@dataclass(frozen=True, slots=True)
class Throughput:
    """Provisioned capacity units a second, and when they were last moved."""

    read_units: int
    write_units: int
    last_increase: float | None = None
    last_decrease: float | None = None
    decreases_today: int = 0


@dataclass(frozen=True, slots=True)
class Index:
    """A secondary index as it was asked for. ``projection`` is the wire's ``Projection`` document."""

    name: str
    is_global: bool
    key_schema: KeySchema
    projection: Mapping[str, Any]
    throughput: Throughput = Throughput(0, 0)
    on_demand: Mapping[str, int] | None = None
    warm: Mapping[str, int] | None = None
    status: str = "ACTIVE"
    until: float | None = None


@dataclass(frozen=True, slots=True)
class EncryptionChange:
    """A change of the table's KMS key that is under way.

    ``old_arn`` and ``new_arn`` are what the owner sees: None for the AWS owned key. ``new_keys`` take effect
    when the change ends.
    """

    started: float
    ends: float
    old_arn: str | None
    new_arn: str | None
    new_keys: WrappedKeys


@dataclass(frozen=True, slots=True)
class TableRecord:
    """One table. Times are epoch seconds; ``until`` is when ``status`` ends.

    ``retired_grants`` are (key ARN, grant id) pairs that the service no longer needs and has yet to give back.
    ``encryption_changes`` are the times of the changes that count in the service's quota.
    """

    account: str
    region: str
    name: str
    table_id: str
    created: float
    attribute_types: Mapping[str, str]
    key_schema: KeySchema
    keys: WrappedKeys
    status: TableStatus = "CREATING"
    until: float | None = None
    billing_mode: str = "PROVISIONED"
    on_demand_since: float | None = None
    throughput: Throughput = Throughput(0, 0)
    on_demand: Mapping[str, int] | None = None
    warm: Mapping[str, int] | None = None
    indexes: tuple[Index, ...] = ()
    table_class: str | None = None
    table_class_changed: float | None = None
    deletion_protection: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    stream: Mapping[str, Any] | None = None
    change: EncryptionChange | None = None
    encryption_changes: tuple[float, ...] = ()
    inaccessible_since: float | None = None
    retired_grants: tuple[tuple[str, str], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        return f"arn:aws:dynamodb:{self.region}:{self.account}:table/{self.name}"

    @property
    def visible_key_arn(self) -> str | None:
        """The KMS key that the owner sees in SSEDescription; None for the AWS owned key."""
        return None if self.keys.owned else self.keys.key_arn

    def index(self, name: str) -> Index | None:
        """The secondary index of that name."""
        return next((index for index in self.indexes if index.name == name), None)


def to_document(record: TableRecord) -> dict[str, Any]:
    """The record as a JSON document (bytes are left to the encoder)."""
    return dataclasses.asdict(record)


def from_document(document: Mapping[str, Any], decode_bytes: Any) -> TableRecord:
    """The record that ``to_document`` wrote; ``decode_bytes`` undoes the encoder's form of bytes."""
    parts = dict(document)
    parts["key_schema"] = _key_schema(parts["key_schema"])
    parts["keys"] = _wrapped_keys(parts["keys"], decode_bytes)
    parts["throughput"] = Throughput(**parts["throughput"])
    parts["indexes"] = tuple(_index(index) for index in parts["indexes"])
    parts["encryption_changes"] = tuple(parts["encryption_changes"])
    parts["retired_grants"] = tuple((arn, grant) for arn, grant in parts["retired_grants"])
    if (change := parts["change"]) is not None:
        parts["change"] = EncryptionChange(
            **{**change, "new_keys": _wrapped_keys(change["new_keys"], decode_bytes)}
        )
    return TableRecord(**parts)


def _wrapped_keys(document: Mapping[str, Any], decode_bytes: Any) -> WrappedKeys:
    parts = dict(document)
    parts["table_key"] = decode_bytes(parts["table_key"])
    parts["data_key"] = decode_bytes(parts["data_key"])
    return WrappedKeys(**parts)


def _key_schema(document: Mapping[str, Any]) -> KeySchema:
    sort = document["sort"]
    return KeySchema(KeyAttribute(**document["partition"]), None if sort is None else KeyAttribute(**sort))


def _index(document: Mapping[str, Any]) -> Index:
    parts = dict(document)
    parts["key_schema"] = _key_schema(parts["key_schema"])
    parts["throughput"] = Throughput(**parts["throughput"])
    return Index(**parts)
