"""How units move, and what is left of the day's decreases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.record import Throughput, WarmThroughput
from strongroom.services.dynamodb.tables.throughput import (
    ON_DEMAND_WARM,
    Place,
    check_account_quota,
    check_quota,
    decreases_today,
    initial_warm,
    merged_on_demand,
    moved,
    next_warm,
)

HOUR = 3600.0
#: Wednesday, October 7, 2026, 00:00:00 UTC.
MIDNIGHT = 1_791_331_200.0
TABLE = Place("us-east-1")
INDEX = Place("us-east-1", "by-genre")


def test_an_increase_is_free_and_remembered() -> None:
    was = Throughput(5, 5, last_decrease=MIDNIGHT, decreases_today=3)
    assert moved(was, Throughput(6, 5), TABLE, MIDNIGHT + 10) == Throughput(
        6, 5, last_increase=MIDNIGHT + 10, last_decrease=MIDNIGHT, decreases_today=3
    )


def test_up_and_down_at_once_is_both() -> None:
    assert moved(Throughput(5, 5), Throughput(6, 4), TABLE, MIDNIGHT) == Throughput(
        6, 4, last_increase=MIDNIGHT, last_decrease=MIDNIGHT, decreases_today=1
    )


def test_four_decreases_a_day_are_free_then_one_an_hour() -> None:
    units = Throughput(10, 10)
    for minute in range(4):
        units = moved(units, replace(units, read_units=units.read_units - 1), TABLE, MIDNIGHT + minute * 60)
    assert decreases_today(units, MIDNIGHT + 200) == 4
    with pytest.raises(ServiceError) as refused:
        moved(units, Throughput(1, 10), TABLE, MIDNIGHT + 200)
    assert (refused.value.code, refused.value.message) == (
        "LimitExceededException",
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After "
        "the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once "
        "every 3600 seconds. Number of decreases today: 4. Last decrease at Wednesday, October 7, 2026 at "
        "12:03:00 AM Coordinated Universal Time. Next decrease can be made at Wednesday, October 7, 2026 at "
        "1:03:00 AM Coordinated Universal Time",
    )
    later = moved(units, Throughput(1, 10), TABLE, MIDNIGHT + 180 + HOUR)
    assert decreases_today(later, MIDNIGHT + 2 * HOUR) == 5


def test_a_new_day_brings_new_decreases() -> None:
    late = Throughput(10, 10, last_decrease=MIDNIGHT - 60, decreases_today=7)
    assert decreases_today(late, MIDNIGHT) == 0
    assert moved(late, Throughput(9, 10), TABLE, MIDNIGHT).decreases_today == 1
    with pytest.raises(ServiceError, match=r"made at Wednesday, October 7, 2026 at 12:00:00 AM Coordinated"):
        moved(late, Throughput(9, 10), TABLE, MIDNIGHT - 30)


def test_the_same_units_are_no_change() -> None:
    with pytest.raises(ServiceError) as refused:
        moved(Throughput(5, 6), Throughput(5, 6), INDEX, MIDNIGHT)
    assert refused.value.message == (
        "The provisioned throughput for the index by-genre will not change. The requested value equals the "
        "current value. Current ReadCapacityUnits provisioned for index by-genre: 5. Requested "
        "ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for index by-genre: 6. Requested "
        "WriteCapacityUnits: 6. Refer to the Amazon DynamoDB Developer Guide for current limits and how to "
        "request higher limits."
    )


def test_a_table_and_an_account_have_most_units() -> None:
    check_quota({"ReadCapacityUnits": 40_000, "WriteCapacityUnits": 40_000}, TABLE)
    with pytest.raises(ServiceError, match="for index by-genre, 40001, is above the per index maximum"):
        check_quota({"ReadCapacityUnits": 1, "WriteCapacityUnits": 40_001}, INDEX)
    check_account_quota(Throughput(79_999, 0), Throughput(1, 1), "us-east-1")
    with pytest.raises(ServiceError, match=r"reserved by the account: 79999\. Limit: 80000\. Requested: 2\."):
        check_account_quota(Throughput(79_999, 0), Throughput(2, 1), "us-east-1")


def test_warm_throughput_begins_at_what_the_table_has_anyway() -> None:
    assert initial_warm(None, None, TABLE) == ON_DEMAND_WARM
    assert initial_warm({"ReadUnitsPerSecond": 13_000}, None, TABLE) == WarmThroughput(13_000, 4_000)
    assert initial_warm(None, Throughput(7, 8), TABLE) == WarmThroughput(7, 8)
    with pytest.raises(ServiceError, match="for table is lower than ReadCapacityUnits of Provisioned"):
        initial_warm({"ReadUnitsPerSecond": 6}, Throughput(7, 8), TABLE)


def test_warm_throughput_never_falls() -> None:
    assert next_warm({"WriteUnitsPerSecond": 5_000}, ON_DEMAND_WARM, TABLE) == WarmThroughput(12_000, 5_000)
    with pytest.raises(ServiceError, match="for index by-genre is lower than current WarmThroughput"):
        next_warm({"WriteUnitsPerSecond": 3_999}, ON_DEMAND_WARM, INDEX)


def test_limits_of_on_demand_throughput_are_set_and_taken_away_one_by_one() -> None:
    both = {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20}
    assert merged_on_demand(None, both) == both
    assert merged_on_demand(both, {"MaxReadRequestUnits": -1}) == {"MaxWriteRequestUnits": 20}
    assert merged_on_demand({"MaxReadRequestUnits": 10}, {"MaxReadRequestUnits": -1}) is None
