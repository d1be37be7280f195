"""Billing mode and throughput as CreateTable and UpdateTable accept them.

Source: DynamoDB API reference, BillingMode, ProvisionedThroughput; messages as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import TableRecord, Throughput

_MOST_UNITS = 1_000_000_000_000


def initial_throughput(request: Mapping[str, Any]) -> Throughput:
    """The throughput of a table to be made; raises ValidationException when it does not fit the mode."""
    asked = request.get("ProvisionedThroughput")
    if request.get("BillingMode") == "PAY_PER_REQUEST":
        if asked:
            raise errors.invalid_parameter(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
                "PAY_PER_REQUEST"
            )
        return Throughput(0, 0)
    if not asked:
        raise errors.invalid_parameter(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
        )
    return throughput(asked)


def throughput(asked: Mapping[str, int]) -> Throughput:
    """The units asked for; raises ValidationException when they are out of bounds."""
    for name in ("ReadCapacityUnits", "WriteCapacityUnits"):
        if asked[name] > _MOST_UNITS:
            raise errors.validation(f"Given value {asked[name]} for {name} is out of bounds")
    return Throughput(asked["ReadCapacityUnits"], asked["WriteCapacityUnits"])


def moved_throughput(current: Throughput, asked: Mapping[str, int], now: float) -> Throughput:
    """The table's throughput moved to what is asked; raises ValidationException when nothing would change."""
    wanted = throughput(asked)
    if (wanted.read_units, wanted.write_units) == (current.read_units, current.write_units):
        raise errors.validation(
            "The provisioned throughput for the table will not change. The requested value equals the current "
            f"value. Current ReadCapacityUnits provisioned for the table: {current.read_units}. Requested "
            f"ReadCapacityUnits: {wanted.read_units}. Current WriteCapacityUnits provisioned for the table: "
            f"{current.write_units}. Requested WriteCapacityUnits: {wanted.write_units}. Refer to the Amazon "
            "DynamoDB Developer Guide for current limits and how to request higher limits."
        )
    rises = wanted.read_units > current.read_units or wanted.write_units > current.write_units
    falls = wanted.read_units < current.read_units or wanted.write_units < current.write_units
    return Throughput(
        wanted.read_units,
        wanted.write_units,
        last_increase=now if rises else current.last_increase,
        last_decrease=now if falls else current.last_decrease,
        decreases_today=current.decreases_today + (1 if falls else 0),
    )


def with_billing(record: TableRecord, request: Mapping[str, Any], now: float) -> TableRecord:
    """The record with the request's billing mode and throughput; raises ValidationException."""
    mode = request.get("BillingMode", record.billing_mode)
    asked = request.get("ProvisionedThroughput")
    if mode == "PAY_PER_REQUEST":
        if asked:
            raise errors.invalid_parameter(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
                "PAY_PER_REQUEST"
            )
        if record.billing_mode == mode:
            return record
        indexes = tuple(replace(index, throughput=Throughput(0, 0)) for index in record.indexes)
        return replace(
            record, billing_mode=mode, throughput=Throughput(0, 0), indexes=indexes, on_demand_since=now
        )
    if record.billing_mode != mode and not asked:
        raise errors.invalid_parameter(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
        )
    if asked:
        record = replace(record, throughput=moved_throughput(record.throughput, asked, now))
    return replace(record, billing_mode=mode)
