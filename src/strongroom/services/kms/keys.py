"""KMS keys: the record of one key in the catalog, and its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import orjson

from strongroom.services.kms import agenda, key_counts
from strongroom.services.kms.arns import Scope
from strongroom.services.kms.key_specs import SYMMETRIC_DEFAULT, KeySpec, key_spec
from strongroom.services.kms.materials import DAY, Material, Rotation
from strongroom.storage.engine import Reader, SortRange, Transaction

SPACE = "kms:keys"

State = Literal["Enabled", "Disabled", "PendingDeletion", "PendingReplicaDeletion", "PendingImport"]


@dataclass(frozen=True, slots=True)
class KmsKey:
    """One KMS key. Times are epoch seconds; ``materials`` are in the order of their coming into use.

    ``manager`` is CUSTOMER, or AWS for a key that a service manages in the account. ``enabled`` is the user's
    will; what the key can be used for is its ``state``. Related multi-Region keys all know their
    ``replica_regions`` and ``primary_region``; empty is the region of the key itself. A primary key whose
    deletion waits for that of its replicas has ``deletion_window_days`` and no ``deletion_date`` yet.
    """

    scope: Scope
    key_id: str
    created: float
    policy: str
    description: str = ""
    usage: str = "ENCRYPT_DECRYPT"
    spec_name: str = SYMMETRIC_DEFAULT
    origin: str = "AWS_KMS"
    manager: str = "CUSTOMER"
    multi_region: bool = False
    primary_region: str = ""
    replica_regions: tuple[str, ...] = ()
    enabled: bool = True
    materials: tuple[Material, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    rotation: Rotation = field(default_factory=Rotation)
    deletion_date: float | None = None
    deletion_window_days: int | None = None

    @property
    def arn(self) -> str:
        return self.scope.arn(f"key/{self.key_id}")

    @property
    def spec(self) -> KeySpec:
        spec = key_spec(self.spec_name)
        if spec is None:
            raise ValueError(f"{self.arn} has the key spec {self.spec_name}, which nothing here can use")
        return spec

    @property
    def primary(self) -> str:
        """The region of the primary key."""
        return self.primary_region or self.scope.region

    @property
    def is_replica(self) -> bool:
        """Whether the key is a replica of a multi-Region key in another region."""
        return self.primary != self.scope.region

    def exists(self, now: float) -> bool:
        """Whether the key is still there: its waiting period, if any, has not ended."""
        return self.deletion_date is None or now < self.deletion_date

    @property
    def associated(self) -> Sequence[Material]:
        """The materials that belong to the key for ever: all but one that awaits its rotation."""
        return [material for material in self.materials if not material.pending]

    @property
    def current(self) -> Material | None:
        """The material in use, whether or not it is there; None before the first import."""
        return next((material for material in reversed(self.materials) if not material.pending), None)

    @property
    def state(self) -> State:
        """The key state. Source: KMS developer guide, "Key states of AWS KMS keys"."""
        if self.deletion_date is not None:
            return "PendingDeletion"
        if self.deletion_window_days is not None:
            return "PendingReplicaDeletion"
        if self.current is None or any(material.sealed is None for material in self.associated):
            return "PendingImport"
        return "Enabled" if self.enabled else "Disabled"

    @property
    def rotation_due(self) -> float | None:
        """When the schedule wants new material; None for a key without one, or in a state that rests it.

        Replicas get what their primary key gets.
        """
        rests = self.is_replica or self.state != "Enabled"
        return self.rotation.due if self.rotation.enabled and not rests else None

    @property
    def expiry(self) -> float | None:
        """When the first of the imported materials expires, if any does."""
        return min((each.expires for each in self.materials if each.expires is not None), default=None)

    @property
    def agenda_date(self) -> float | None:
        """When something becomes due on the key, if ever."""
        dates = (self.deletion_date, self.rotation_due, self.expiry)
        return min((date for date in dates if date is not None), default=None)

    def material(self, material_id: str) -> Material | None:
        """The key's material with that id."""
        return next((material for material in self.materials if material.id == material_id), None)

    def as_of(self, now: float) -> KmsKey:
        """The key without the imported material that has expired."""
        if self.expiry is None or now < self.expiry:
            return self
        key = self
        for material in self.materials:
            if material.expired(now):
                key = key.without_material(material)
        return key

    def with_material(self, material: Material) -> KmsKey:
        """The key with one more material, the last; or with another state of one that it has."""
        if self.material(material.id) is None:
            return replace(self, materials=(*self.materials, material))
        return replace(
            self, materials=tuple(material if each.id == material.id else each for each in self.materials)
        )

    def without_material(self, material: Material) -> KmsKey:
        """The key that lost an imported material. One that awaited its rotation is forgotten, if it is not
        the primary key that rules."""
        if material.pending and not self.is_replica:
            return replace(self, materials=tuple(each for each in self.materials if each.id != material.id))
        return self.with_material(material.erased())

    def scheduled_for_deletion(self, now: float, window_days: int) -> KmsKey:
        """The key waiting for its deletion; its material is destroyed ``window_days`` days from now, or from
        the deletion of its last replica."""
        waits = self.replica_regions and not self.is_replica
        date = None if waits else now + window_days * DAY
        return replace(self, deletion_date=date, deletion_window_days=window_days)

    def saved_from_deletion(self) -> KmsKey:
        """The key when its deletion is cancelled: disabled."""
        return replace(self, deletion_date=None, deletion_window_days=None, enabled=False)


def find(reader: Reader, scope: Scope, key_id: str) -> KmsKey | None:
    """The key's record, whether or not its waiting period has ended."""
    stored = reader.get(SPACE, (scope.partition, key_id.encode("ascii")))
    return None if stored is None else _decoded(scope, key_id, stored)


def put(transaction: Transaction, key: KmsKey) -> None:
    """Store the key's record, replacing an earlier one, and put what becomes due on the agenda.

    Raises LimitExceededException for a new key of an account that has its quota.
    """
    earlier = find(transaction, key.scope, key.key_id)
    if earlier is None and key.manager == "CUSTOMER":
        key_counts.count(transaction, key.scope, 1)
    before = None if earlier is None else earlier.agenda_date
    agenda.move(transaction, key.scope, key.key_id, before, key.agenda_date)
    transaction.put(SPACE, (key.scope.partition, key.key_id.encode("ascii")), _encoded(key))


def erase(transaction: Transaction, key: KmsKey) -> None:
    """Remove the key's record and with it its material."""
    agenda.move(transaction, key.scope, key.key_id, key.agenda_date, None)
    if key.manager == "CUSTOMER":
        key_counts.count(transaction, key.scope, -1)
    transaction.delete(SPACE, (key.scope.partition, key.key_id.encode("ascii")))


def everywhere(reader: Reader) -> Iterator[KmsKey]:
    """The keys of all accounts and regions."""
    for (partition, key_id), stored in reader.in_space(SPACE):
        account, _, region = partition.decode("ascii").partition("/")
        yield _decoded(Scope(account, region), key_id.decode("ascii"), stored)


def in_scope(reader: Reader, scope: Scope, after: str | None = None) -> Iterator[KmsKey]:
    """The keys of an account in a region in the order of their ids, those behind ``after``."""
    low = None if after is None else after.encode("ascii")
    within = SortRange(low=low, includes_low=False)
    for (_, key_id), stored in reader.in_partition(SPACE, scope.partition, within):
        yield _decoded(scope, key_id.decode("ascii"), stored)


def _encoded(key: KmsKey) -> bytes:
    return orjson.dumps(
        {
            "created": key.created,
            "policy": key.policy,
            "description": key.description,
            "usage": key.usage,
            "spec": key.spec_name,
            "origin": key.origin,
            "manager": key.manager,
            "multi_region": key.multi_region,
            "primary_region": key.primary_region,
            "replica_regions": key.replica_regions,
            "enabled": key.enabled,
            "materials": [material.record() for material in key.materials],
            "tags": key.tags,
            "rotation": [key.rotation.enabled, key.rotation.period_days, key.rotation.since],
            "deletion_date": key.deletion_date,
            "deletion_window_days": key.deletion_window_days,
        }
    )


def _decoded(scope: Scope, key_id: str, stored: bytes) -> KmsKey:
    record = orjson.loads(stored)
    return KmsKey(
        scope=scope,
        key_id=key_id,
        created=record["created"],
        policy=record["policy"],
        description=record["description"],
        usage=record["usage"],
        spec_name=record["spec"],
        origin=record["origin"],
        manager=record["manager"],
        multi_region=record["multi_region"],
        primary_region=record.get("primary_region", ""),
        replica_regions=tuple(record.get("replica_regions", ())),
        enabled=record["enabled"],
        materials=tuple(Material.of(material) for material in record["materials"]),
        tags=record["tags"],
        rotation=Rotation(*record["rotation"]),
        deletion_date=record["deletion_date"],
        deletion_window_days=record["deletion_window_days"],
    )
