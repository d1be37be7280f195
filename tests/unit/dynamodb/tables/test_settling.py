"""Transitions end by time alone, and the description shows the phases that the service shows."""

from __future__ import annotations

import pytest

from strongroom.services.dynamodb.tables.description import sse_description, table_status
from strongroom.services.dynamodb.tables.record import (
    EncryptionChange,
    Index,
    Job,
    Throughput,
    WarmThroughput,
)
from strongroom.services.dynamodb.tables.settling import next_event, settled
from strongroom.services.dynamodb.values.keys import KeyAttribute
from unit.dynamodb.tables.records import NEW_ARN, OLD_ARN, music, wrapped


def change(old: str | None, new: str | None) -> EncryptionChange:
    keys = wrapped(new or "arn:aws:kms:us-east-1:000000000000:key/9999", owned=new is None)
    return EncryptionChange(100.0, 110.0, old, new, keys)


def test_a_table_being_created_becomes_active_when_its_time_is_over() -> None:
    record = music(status="CREATING", until=10.0)
    assert next_event(record) == 10.0
    assert settled(record, 9.9) is record
    active = settled(record, 10.0)
    assert active is not None
    assert (active.status, active.until, next_event(active)) == ("ACTIVE", None, None)


def test_a_table_being_deleted_is_gone_when_its_time_is_over() -> None:
    record = music(status="DELETING", until=10.0)
    assert settled(record, 9.9) is record
    assert settled(record, 10.0) is None


def test_a_key_change_takes_effect_at_its_end_and_leaves_the_old_grant_to_give_back() -> None:
    record = music(change=change(OLD_ARN, NEW_ARN))
    assert settled(record, 109.0) is record
    after = settled(record, 110.0)
    assert after is not None
    assert after.keys.key_arn == NEW_ARN
    assert after.change is None
    assert after.retired_grants == ((OLD_ARN, "grant-of-1"),)


@pytest.mark.parametrize(
    ("old", "new", "early", "late", "final"),
    [
        (None, NEW_ARN, None, NEW_ARN, NEW_ARN),
        (OLD_ARN, NEW_ARN, OLD_ARN, NEW_ARN, NEW_ARN),
        (OLD_ARN, None, OLD_ARN, None, None),
    ],
)
def test_sse_description_passes_through_the_services_phases(
    old: str | None, new: str | None, early: str | None, late: str | None, final: str | None
) -> None:
    start = wrapped(old or "arn:aws:kms:us-east-1:000000000000:key/9999", owned=old is None)
    record = music(keys=start, change=change(old, new))

    def updating(arn: str | None) -> dict[str, str]:
        shown = {"Status": "UPDATING"}
        return {**shown, "SSEType": "KMS", "KMSMasterKeyArn": arn} if arn else shown

    assert sse_description(record, 101.0) == updating(early)
    assert sse_description(record, 109.0) == updating(late)
    after = settled(record, 110.0)
    assert after is not None
    expected = {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": final} if final else None
    assert sse_description(after, 110.0) == expected


def test_an_inaccessible_table_shows_since_when_and_stays_enabled() -> None:
    record = music(inaccessible_since=55.5)
    assert table_status(record) == "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    assert sse_description(record, 60.0) == {
        "Status": "ENABLED",
        "SSEType": "KMS",
        "KMSMasterKeyArn": OLD_ARN,
        "InaccessibleEncryptionDateTime": 55.5,
    }


GENRE = (KeyAttribute("Genre", "S"),)


def by_genre(**changes: object) -> Index:
    parts = {"throughput": Throughput(1, 1), "warm": WarmThroughput(1, 1), **changes}
    return Index("by-genre", True, GENRE, (), {"ProjectionType": "ALL"}, **parts)  # type: ignore[arg-type]


def test_moved_units_hold_when_the_move_is_over_and_the_table_stays_warm_for_the_most_it_had() -> None:
    job = Job("throughput", 10.0, {"read_units": 2, "write_units": 9, "decreases_today": 1})
    record = music(throughput=Throughput(5, 5), warm=WarmThroughput(5, 5), jobs=(job,))
    assert table_status(record) == "UPDATING"
    after = settled(record, 10.0)
    assert after is not None
    assert (after.throughput.read_units, after.throughput.write_units) == (2, 9)
    assert after.warm == WarmThroughput(5, 9)
    assert (after.jobs, table_status(after)) == ((), "ACTIVE")


def test_a_switch_to_on_demand_is_dated_by_its_end() -> None:
    job = Job("billing", 10.0, {"to": "PAY_PER_REQUEST"})
    record = music(billing_mode="PAY_PER_REQUEST", jobs=(job,), indexes=(by_genre(),))
    after = settled(record, 11.0)
    assert after is not None
    assert after.on_demand_since == 10.0
    assert after.warm == after.indexes[0].warm == WarmThroughput(12_000, 4_000)


def test_a_table_class_is_shown_from_the_end_of_the_change() -> None:
    record = music(jobs=(Job("table class", 10.0, {"class": "STANDARD_INFREQUENT_ACCESS"}),))
    after = settled(record, 10.0)
    assert after is not None
    assert (after.table_class, after.table_class_changed) == ("STANDARD_INFREQUENT_ACCESS", 10.0)


def test_an_index_that_is_added_is_first_allocated_and_then_waits_for_its_backfill() -> None:
    record = music(indexes=(by_genre(status="CREATING", until=10.0, backfilling=False),))
    assert table_status(record) == "UPDATING"
    after = settled(record, 10.0)
    assert after is not None
    index = after.indexes[0]
    assert (index.status, index.backfilling, index.until) == ("CREATING", True, None)
    assert index.awaits_builder
    assert (table_status(after), next_event(after)) == ("ACTIVE", None)


def test_an_index_that_is_deleted_waits_for_its_entries_to_be_cleared() -> None:
    record = music(indexes=(by_genre(status="DELETING", until=10.0),))
    assert not record.indexes[0].awaits_builder
    after = settled(record, 10.0)
    assert after is not None
    assert after.indexes[0].awaits_builder
    assert table_status(after) == "UPDATING"


def test_an_index_gets_its_new_units_when_the_update_is_over() -> None:
    wanted = Throughput(3, 1, last_increase=5.0)
    record = music(indexes=(by_genre(status="UPDATING", until=10.0, next_throughput=wanted),))
    after = settled(record, 10.0)
    assert after is not None
    index = after.indexes[0]
    assert (index.status, index.throughput, index.next_throughput) == ("ACTIVE", wanted, None)
    assert index.warm == WarmThroughput(3, 1)
