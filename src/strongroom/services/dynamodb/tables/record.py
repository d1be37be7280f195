"""What the catalog keeps of a table, as immutable records. Times are epoch seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from strongroom.encryption.table_keys import WrappedKeys
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema

TableStatus = Literal["CREATING", "ACTIVE", "DELETING"]
IndexStatus = Literal["CREATING", "ACTIVE", "UPDATING", "DELETING"]
BillingMode = Literal["PROVISIONED", "PAY_PER_REQUEST"]
JobKind = Literal["throughput", "billing", "stream", "table class", "warm throughput"]

#: Where a mapping has an entry for the table itself beside those for its indexes or streams.
TABLE = ""


@dataclass(frozen=True, slots=True)
class Throughput:
    """Provisioned capacity units a second, and when they were last moved."""

    read_units: int
    write_units: int
    last_increase: float | None = None
    last_decrease: float | None = None
    decreases_today: int = 0


@dataclass(frozen=True, slots=True)
class WarmThroughput:
    """The units a second that a table or an index is ready for at once. It never shrinks."""

    read_units: int
    write_units: int


@dataclass(frozen=True, slots=True)
class Index:
    """A secondary index. ``projection`` is the wire's ``Projection`` document.

    A local index has one key attribute of either kind; a global one up to four, in the order of the schema.
    ``until`` is when the status ends, None where no clock ends it. An index that was added to a live table is
    CREATING in two phases: resource allocation (``backfilling`` False, ended by the clock) and backfill
    (``backfilling`` True, ended by whoever fills it). ``next_throughput`` and ``next_warm`` take effect at
    ``until`` and at ``warm_until``.
    """

    name: str
    is_global: bool
    partition_keys: tuple[KeyAttribute, ...]
    sort_keys: tuple[KeyAttribute, ...]
    projection: Mapping[str, Any]
    throughput: Throughput = Throughput(0, 0)
    warm: WarmThroughput = WarmThroughput(0, 0)
    on_demand: Mapping[str, int] | None = None
    status: IndexStatus = "ACTIVE"
    until: float | None = None
    backfilling: bool | None = None
    next_throughput: Throughput | None = None
    next_warm: WarmThroughput | None = None
    warm_until: float | None = None

    @property
    def keys(self) -> tuple[KeyAttribute, ...]:
        """All key attributes in the order of the schema."""
        return (*self.partition_keys, *self.sort_keys)

    @property
    def is_allocating(self) -> bool:
        """Whether the index is being added and cannot be filled yet."""
        return self.status == "CREATING" and self.backfilling is False

    @property
    def awaits_builder(self) -> bool:
        """Whether the next change of the index's status is not the clock's: it is to be filled or cleared."""
        return self.until is None and (self.backfilling is True or self.status == "DELETING")

    @property
    def is_maintained(self) -> bool:
        """Whether every write to the table must reach the index."""
        return self.status != "DELETING"


@dataclass(frozen=True, slots=True)
class Job:
    """A change to a table that is under way and over at ``ends``; ``target`` is what takes effect then.

    The targets: of ``throughput`` the Throughput's members, of ``table class`` the ``class``, of ``warm
    throughput`` the WarmThroughput's members; of ``stream`` the ``operation`` and the ``label``, which are in
    effect from the start, as the billing mode is.
    """

    kind: JobKind
    ends: float
    target: Mapping[str, Any] = field(default_factory=dict)


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
class ShardGeneration:
    """The shards of a stream from one moment (epoch milliseconds) on, until the next generation begins.

    ``shards`` is a power of two: each shard has an equal part of the hashes of partition keys.
    """

    begins: int
    shards: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of the table. ``view`` is its StreamViewType, ``disabled`` when it was switched off.

    ``generations`` are those whose records may still be kept, the oldest first, and one before them; the
    records of the generation that began at ``trimmed`` and of those before it have been removed.
    """

    label: str
    view: str
    disabled: float | None = None
    generations: tuple[ShardGeneration, ...] = ()
    trimmed: int = 0

    @property
    def enabled(self) -> bool:
        return self.disabled is None


@dataclass(frozen=True, slots=True)
class TimeToLive:
    """The TTL setting. ``changed`` is the time of the last change, by which the next is limited."""

    attribute: str
    enabled: bool
    changed: float


@dataclass(frozen=True, slots=True)
class ResourcePolicy:
    """A resource-based policy: the document as it is shown, and what an equal one is recognized by."""

    document: str
    identity: str
    revision: str


@dataclass(frozen=True, slots=True)
class ContributorInsights:
    """The Contributor Insights setting of a table or an index; ``until`` is when the change to it is over."""

    enabled: bool
    mode: str
    changed: float
    until: float


@dataclass(frozen=True, slots=True)
class KinesisDestination:
    """A Kinesis data stream that changes were asked to be sent to; ``until`` is when the attempt is over."""

    stream_arn: str
    precision: str | None
    until: float


@dataclass(frozen=True, slots=True)
class PointInTimeRecovery:
    """Point-in-time recovery as it was asked for: since when, and over how many days."""

    since: float
    days: int


@dataclass(frozen=True, slots=True)
class TableRecord:
    """One table. ``until`` is when ``status`` ends; ``jobs`` are the changes under way.

    ``retired_grants`` are (key ARN, grant id) pairs that the service no longer needs and has yet to give back.
    ``encryption_changes`` and ``table_class_changes`` are the times of the changes that count in the service's
    quotas. ``policies`` are keyed by stream label, ``insights`` by index name, both by TABLE for the table.
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
    jobs: tuple[Job, ...] = ()
    billing_mode: BillingMode = "PROVISIONED"
    on_demand_since: float | None = None
    throughput: Throughput = Throughput(0, 0)
    warm: WarmThroughput = WarmThroughput(0, 0)
    on_demand: Mapping[str, int] | None = None
    indexes: tuple[Index, ...] = ()
    table_class: str | None = None
    table_class_changed: float | None = None
    table_class_changes: tuple[float, ...] = ()
    deletion_protection: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    stream: Stream | None = None
    past_streams: tuple[Stream, ...] = ()
    ttl: TimeToLive | None = None
    recovery: PointInTimeRecovery | None = None
    policies: Mapping[str, ResourcePolicy] = field(default_factory=dict)
    insights: Mapping[str, ContributorInsights] = field(default_factory=dict)
    destinations: tuple[KinesisDestination, ...] = ()
    settings_replication: str | None = None
    change: EncryptionChange | None = None
    encryption_changes: tuple[float, ...] = ()
    inaccessible_since: float | None = None
    retired_grants: tuple[tuple[str, str], ...] = ()

    @property
    def arn(self) -> str:
        return f"arn:aws:dynamodb:{self.region}:{self.account}:table/{self.name}"

    @property
    def visible_key_arn(self) -> str | None:
        """The KMS key that the owner sees in SSEDescription; None for the AWS owned key."""
        return None if self.keys.owned else self.keys.key_arn

    @property
    def ttl_attribute(self) -> str | None:
        """The attribute by which items expire; None when they do not."""
        return self.ttl.attribute if self.ttl is not None and self.ttl.enabled else None

    @property
    def streams(self) -> tuple[Stream, ...]:
        """All streams that are still known, the oldest first."""
        return self.past_streams if self.stream is None else (*self.past_streams, self.stream)

    @property
    def global_indexes(self) -> tuple[Index, ...]:
        return tuple(index for index in self.indexes if index.is_global)

    @property
    def local_indexes(self) -> tuple[Index, ...]:
        return tuple(index for index in self.indexes if not index.is_global)

    def index(self, name: str) -> Index | None:
        """The secondary index of that name."""
        return next((index for index in self.indexes if index.name == name), None)

    def job(self, *kinds: JobKind) -> Job | None:
        """The change of one of these kinds that is under way."""
        return next((job for job in self.jobs if job.kind in kinds), None)

    def stream_arn(self, stream: Stream) -> str:
        return f"{self.arn}/stream/{stream.label}"

    def index_arn(self, index: Index) -> str:
        return f"{self.arn}/index/{index.name}"

    def key_attributes(self) -> Iterator[KeyAttribute]:
        """The key attributes of the table and of all its indexes."""
        yield from self.key_schema.attributes
        for index in self.indexes:
            yield from index.keys
