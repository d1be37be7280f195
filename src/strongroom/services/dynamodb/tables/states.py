"""Which change a table's state admits: what is under way decides, each kind of change by itself.

Source: observed answers of the service in October 2026, whose words these are.
"""

from __future__ import annotations

from collections.abc import Iterable

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import Index, Job, TableRecord


def require_settled_life(record: TableRecord) -> None:
    """Refuse every change to a table that is being created or deleted."""
    if record.status == "CREATING":
        raise errors.still_in_use(f"Table is being created: {record.name}")
    if record.status == "DELETING":
        raise errors.still_in_use(f"Table is being deleted: {record.name}")


def require_deletable(record: TableRecord) -> None:
    """Refuse to delete a table that changes or is protected.

    An index that waits for a lost key to be filled or cleared may wait for ever, and holds nothing up.
    """
    require_settled_life(record)
    if record.deletion_protection:
        raise errors.validation(
            "Resource cannot be deleted as it is currently protected against deletion. Disable deletion "
            "protection first."
        )
    if record.job("stream"):
        raise errors.still_in_use("Cannot delete table while stream is being enabled/disabled.")
    unsettled = [index for index in record.indexes if index.status != "ACTIVE"]
    if unsettled and not (record.inaccessible_since and all(index.awaits_builder for index in unsettled)):
        raise errors.still_in_use("Cannot delete table while indexes are being created, updated, or deleted.")
    if record.jobs or record.change is not None or any(index.warm_until for index in record.indexes):
        raise errors.still_in_use(f"Table: {record.name} is in the process of being updated.")


def require_units_free(record: TableRecord) -> None:
    """Refuse a change of the table's own throughput or its billing mode."""
    if record.job("throughput", "billing"):
        raise errors.still_in_use(f"Table IOPS are currently being updated. Table: {record.name}")
    what = "Can't change table IOPS when"
    _refuse_beside_stream(record, f"{what} stream status is being updated.")
    _refuse_beside_class(record, f"{what} a table class update is in progress.")
    _refuse_beside_indexes(record, what)


def require_stream_free(record: TableRecord) -> None:
    """Refuse to switch the stream."""
    _refuse_beside_stream(record, "A stream status change is currently in progress.")
    if record.job("throughput", "billing"):
        raise errors.still_in_use(
            f"Can't enable or disable stream while table IOPS are being updated. Table: {record.name}"
        )
    what = "Can't change stream status when"
    _refuse_beside_class(record, f"{what} a table class update is in progress.")
    _refuse_beside_indexes(record, what)


def require_class_free(record: TableRecord) -> None:
    """Refuse to change the table class."""
    what = "Can't update table class when"
    _refuse_beside_class(record, f"{what} a table class update is in progress.")
    _refuse_beside_stream(record, f"{what} stream status is being updated.")
    if record.job("throughput", "billing"):
        raise errors.still_in_use(
            f"Can't update table class while table IOPS are being updated. Table: {record.name}"
        )


def require_limits_free(record: TableRecord) -> None:
    """Refuse to change the limits of on-demand throughput."""
    what = "OnDemandThroughput cannot be updated while"
    if record.job("billing"):
        raise errors.still_in_use(f"{what} BillingMode update is in progress")
    if record.job("stream"):
        raise errors.still_in_use(f"{what} stream status update is in progress")
    if (job := record.job("table class")) is not None:
        raise errors.still_in_use(
            f"{what} TableClass update is in progress. TableClassUpdateInProgress: {job.target['class']}"
        )
    if created := _names(index for index in record.indexes if index.is_allocating):
        raise errors.still_in_use(f"{what} index creation is in progress for indexes: {created}")
    if deleted := _names(index for index in record.indexes if index.status == "DELETING"):
        raise errors.still_in_use(f"{what} index deletion is in progress for indexes: {deleted}")


def require_indexes_free(record: TableRecord) -> None:
    """Refuse to add or delete an index because of what happens to the table."""
    if record.job("throughput", "billing"):
        raise errors.still_in_use(
            f"Can't create or delete indexes while table IOPS are being updated. Table: {record.name}"
        )
    what = "Can't create or delete an index when"
    _refuse_beside_stream(record, f"{what} stream status is being updated.")
    _refuse_beside_class(record, f"{what} a table class update is in progress.")


def require_encryption_free(record: TableRecord) -> None:
    """Refuse a second change of the KMS key while one is under way."""
    if record.change is not None:
        raise errors.still_in_use("Server-Side Encryption is still being updated")


def index_in_use(record: TableRecord, index: Index, what: str) -> ServiceError:
    """An index whose own state does not admit a change to it."""
    return errors.still_in_use(f"{what} Table: {record.name} Index: {index.name}")


def _refuse_beside_stream(record: TableRecord, what: str) -> None:
    if (job := record.job("stream")) is not None:
        label, operation = job.target["label"], job.target["operation"]
        raise errors.still_in_use(f"{what} Table: {record.name} Stream: {label} Operation: {operation}")


def _refuse_beside_class(record: TableRecord, what: str) -> None:
    if (job := record.job("table class")) is not None:
        raise errors.still_in_use(f"{what} Table: {record.name} {_class_in_progress(job)}")


def _refuse_beside_indexes(record: TableRecord, what: str) -> None:
    if created := _names(index for index in record.indexes if index.is_allocating):
        raise errors.still_in_use(f"{what} an index is being created. Table: {record.name} Indexes: {created}")
    if deleted := _names(index for index in record.indexes if index.status == "DELETING"):
        raise errors.still_in_use(f"{what} an index is being deleted. Table: {record.name} Indexes: {deleted}")


def _class_in_progress(job: Job) -> str:
    return f"TableClassUpdateInProgress: {job.target['class']}"


def _names(indexes: Iterable[Index]) -> str:
    names = [index.name for index in indexes]
    return f"[{', '.join(names)}]" if names else ""
