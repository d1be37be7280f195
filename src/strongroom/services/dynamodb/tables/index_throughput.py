"""The throughput of one global secondary index, moved. Pure.

Source: DynamoDB API reference, UpdateGlobalSecondaryIndexAction; messages as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables import throughput
from strongroom.services.dynamodb.tables.record import Index, TableRecord


@dataclass(frozen=True, slots=True)
class UnitsChange:
    """When a change to throughput was asked for and when it is over.

    ``switches`` tells that the request switches the billing mode: then units are set, however they were before.
    """

    now: float
    ends: float
    switches: bool = False


def with_index_units(record: TableRecord, index: Index, asked: Mapping[str, Any], change: UnitsChange) -> Index:
    """The index on its way to the throughput asked for; ``record`` has the billing mode that counts.

    Raises ServiceError: what does not go with the billing mode, what would not change, quotas.
    """
    units = asked.get("ProvisionedThroughput")
    limits = asked.get("OnDemandThroughput") or None
    warm = asked.get("WarmThroughput") or None
    place = throughput.Place(record.region, index.name)
    _check_mode(record, units, limits, warm, place)
    if units is not None:
        index = _with_units(index, units, place, change)
    if limits is not None:
        throughput.check_on_demand(limits, place, may_clear=True)
        index = _updating(
            replace(index, on_demand=throughput.merged_on_demand(index.on_demand, limits)), change
        )
    if warm is not None:
        wanted = throughput.next_warm(warm, index.warm, place)
        index = replace(index, next_warm=wanted, warm_until=change.ends)
    return index


def _check_mode(
    record: TableRecord,
    units: Mapping[str, int] | None,
    limits: Mapping[str, int] | None,
    warm: Mapping[str, int] | None,
    place: throughput.Place,
) -> None:
    if record.billing_mode == "PAY_PER_REQUEST":
        if units is not None or (limits is None and warm is None):
            raise errors.invalid_parameter(
                f"The only Updates for index: {place.index} when TableThroughputMode is PAY_PER_REQUEST can be "
                "to OnDemandThroughput, WarmThroughput"
            )
        return
    if limits is not None:
        raise errors.invalid_parameter(
            f"{throughput.first_limit(limits)} for OnDemandThroughput for index : {place.index} cannot be "
            "specified when the table BillingMode is PROVISIONED"
        )
    if units is None and warm is None:
        raise errors.invalid_parameter(f"ProvisionedThroughput must be specified for index: {place.index}")


def _with_units(index: Index, units: Mapping[str, int], place: throughput.Place, change: UnitsChange) -> Index:
    throughput.check_quota(units, place)
    wanted = throughput.of_request(units)
    if change.switches:
        now_wanted = replace(index.throughput, read_units=wanted.read_units, write_units=wanted.write_units)
        warm = throughput.warmed(index.warm, wanted)
        return _updating(replace(index, throughput=now_wanted, warm=warm), change)
    moved = throughput.moved(index.throughput, wanted, place, change.now)
    if index.status == "CREATING":
        return replace(index, throughput=moved, warm=throughput.warmed(index.warm, moved))
    return _updating(replace(index, next_throughput=moved), change)


def _updating(index: Index, change: UnitsChange) -> Index:
    if index.status == "CREATING":
        return index
    return replace(index, status="UPDATING", until=change.ends)
