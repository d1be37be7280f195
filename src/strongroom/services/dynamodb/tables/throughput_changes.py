"""UpdateTable's changes to a table's own throughput: units, billing mode, limits, warm throughput. Pure.

Source: DynamoDB API reference, UpdateTable; developer guide, "Considerations when switching capacity modes";
messages as observed of the service in October 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables import throughput
from strongroom.services.dynamodb.tables.index_changes import index_actions
from strongroom.services.dynamodb.tables.index_throughput import UnitsChange
from strongroom.services.dynamodb.tables.record import Index, Job, TableRecord, Throughput
from strongroom.services.dynamodb.tables.states import require_limits_free, require_units_free


def switches_billing(record: TableRecord, request: Mapping[str, Any]) -> bool:
    """Whether the request leads to the other billing mode."""
    return bool(request.get("BillingMode", record.billing_mode) != record.billing_mode)


def with_units(record: TableRecord, request: Mapping[str, Any], change: UnitsChange) -> TableRecord:
    """The record on its way to the request's billing mode and provisioned units. Raises ServiceError."""
    mode = request.get("BillingMode", record.billing_mode)
    if "ProvisionedThroughput" in request and mode == "PAY_PER_REQUEST":
        raise errors.invalid_parameter(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
            "PAY_PER_REQUEST"
        )
    if mode == record.billing_mode == "PAY_PER_REQUEST":
        return _with_job(record, Job("billing", change.now))
    require_units_free(record)
    if mode == "PAY_PER_REQUEST":
        return _switched_to_on_demand(record, change)
    place = throughput.Place(record.region)
    throughput.check_quota(request["ProvisionedThroughput"], place)
    wanted = throughput.of_request(request["ProvisionedThroughput"])
    if mode != record.billing_mode:
        return _switched_to_provisioned(record, request, wanted, change)
    moved = throughput.moved(record.throughput, wanted, place, change.now)
    shown = replace(record.throughput, last_increase=moved.last_increase, last_decrease=moved.last_decrease)
    return _with_job(replace(record, throughput=shown), Job("throughput", change.ends, asdict(moved)))


def with_limits(record: TableRecord, asked: Mapping[str, int]) -> TableRecord:
    """The record with other limits of on-demand throughput; they hold at once. Raises ServiceError."""
    if record.billing_mode != "PAY_PER_REQUEST":
        raise errors.invalid_parameter(
            f"{throughput.first_limit(asked)} for OnDemandThroughput cannot be specified when the table "
            "BillingMode is PROVISIONED"
        )
    throughput.check_on_demand(asked, throughput.Place(record.region), may_clear=True)
    return replace(record, on_demand=throughput.merged_on_demand(record.on_demand, asked))


def with_warm(record: TableRecord, asked: Mapping[str, int], ends: float) -> TableRecord:
    """The record on its way to more warm throughput; a later request takes the place of one under way."""
    wanted = throughput.next_warm(asked, record.warm, throughput.Place(record.region))
    others = tuple(job for job in record.jobs if job.kind != "warm throughput")
    return replace(record, jobs=(*others, Job("warm throughput", ends, asdict(wanted))))


def require_limits_changeable(record: TableRecord, request: Mapping[str, Any]) -> None:
    """Refuse other limits because of what is under way, unless the request itself switches to on demand."""
    if not switches_billing(record, request):
        require_limits_free(record)


def _switched_to_on_demand(record: TableRecord, change: UnitsChange) -> TableRecord:
    indexes = tuple(replace(index, throughput=_no_units(index.throughput)) for index in record.indexes)
    switched = replace(
        record,
        billing_mode="PAY_PER_REQUEST",
        throughput=_no_units(record.throughput),
        indexes=indexes,
    )
    return _with_job(switched, Job("billing", change.ends, {"to": "PAY_PER_REQUEST"}))


def _switched_to_provisioned(
    record: TableRecord, request: Mapping[str, Any], wanted: Throughput, change: UnitsChange
) -> TableRecord:
    given = {
        action.name
        for action in index_actions(request)
        if action.kind == "Update" and "ProvisionedThroughput" in action.asked
    }
    for index in record.global_indexes:
        if index.name not in given:
            raise errors.invalid_parameter(f"ProvisionedThroughput must be specified for index: {index.name}")
    throughput_now = replace(record.throughput, read_units=wanted.read_units, write_units=wanted.write_units)
    switched = replace(
        record,
        billing_mode="PROVISIONED",
        throughput=throughput_now,
        warm=throughput.warmed(record.warm, wanted),
        on_demand=None,
        indexes=tuple(_without_limits(index) for index in record.indexes),
    )
    return _with_job(switched, Job("billing", change.ends, {"to": "PROVISIONED"}))


def _no_units(held: Throughput) -> Throughput:
    return replace(held, read_units=0, write_units=0)


def _without_limits(index: Index) -> Index:
    return replace(index, on_demand=None)


def _with_job(record: TableRecord, job: Job) -> TableRecord:
    return replace(record, jobs=(*record.jobs, job))
