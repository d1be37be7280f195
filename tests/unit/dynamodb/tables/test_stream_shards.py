"""Shards: every item in one line of shards, numbers that grow, generations that come and go."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.dynamodb.tables.record import Stream, TableRecord, Throughput
from strongroom.services.dynamodb.tables.stream_settings import creation_time, new_stream
from strongroom.services.dynamodb.tables.stream_shards import (
    RETENTION_SECONDS,
    SHARD_SECONDS,
    Shard,
    expired_shards,
    is_kept,
    rotated,
    rotation_due,
    shard_of,
    shards_of,
    without_expired,
)
from unit.dynamodb.tables.records import music

NOW = 1_800_000_000.25
UNITS = [(1, 1), (5000, 900), (40_000, 40_000), (10, 3000)]


def streaming(now: float = NOW, **members: object) -> TableRecord:
    record = music(**members)
    return replace(record, stream=new_stream(record, "KEYS_ONLY", now))


def stream_of(record: TableRecord) -> Stream:
    assert record.stream is not None
    return record.stream


@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=5), st.binary(min_size=8, max_size=30))
def test_an_item_is_in_one_shard_of_each_generation_and_each_is_the_child_of_the_one_before(
    units: list[tuple[int, int]], partition: bytes
) -> None:
    record, now = streaming(throughput=Throughput(*units[0])), NOW
    line = [shard_of(stream_of(record).generations[-1], partition).id]
    for read, write in units[1:]:
        now += SHARD_SECONDS
        record = rotated(replace(record, throughput=Throughput(read, write)), now)
        line.append(shard_of(stream_of(record).generations[-1], partition).id)
    shards = {shard.id: shard for shard in shards_of(stream_of(record), now)}
    assert list(shards) == sorted(shards)
    for parent, child in pairwise(line):
        assert shards[parent].parent is None or not shards[parent].is_open
        found = shards[child].parent
        assert found is not None
        assert found.id == parent


def test_the_number_of_shards_follows_the_throughput_and_never_shrinks() -> None:
    record, now = streaming(throughput=Throughput(5, 5)), NOW
    counts = [stream_of(record).generations[-1].shards]
    for mode, units in (("PROVISIONED", (10, 3000)), ("PROVISIONED", (5, 5)), ("PAY_PER_REQUEST", (0, 0))):
        now += SHARD_SECONDS
        record = rotated(replace(record, billing_mode=mode, throughput=Throughput(*units)), now)
        counts.append(stream_of(record).generations[-1].shards)
    assert counts == [1, 4, 4, 4]
    assert stream_of(streaming(billing_mode="PAY_PER_REQUEST")).generations[-1].shards == 4


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**12 - 1), st.integers(0, 255), st.integers(1, 14_400_000))
def test_sequence_numbers_are_in_the_order_of_their_counters_and_behind_the_parents(
    one: int, other: int, index: int, later: int
) -> None:
    shard, child = Shard(1_700_000_000_000, index, 256), Shard(1_700_000_000_000 + later, 0, 256)
    assert (int(shard.sequence_number(one)) < int(shard.sequence_number(other))) == (one < other)
    assert int(shard.sequence_number(one)) < int(child.sequence_number(0))
    assert int(shard.starting_sequence_number) <= int(shard.sequence_number(one))
    assert int(shard.sequence_number(one)) <= int(shard.ending_sequence_number)
    assert shard.counter(shard.sequence_number(one)) == one
    assert child.counter(shard.sequence_number(one)) is None
    assert 21 <= len(shard.sequence_number(one)) <= 40


@pytest.mark.parametrize("text", ["", "1", "x" * 28, "1" * 28, "\uff19" * 28, "1" * 40])
def test_what_is_no_sequence_number_of_the_shard(text: str) -> None:
    assert Shard(1_700_000_000_000, 3, 4).counter(text) is None


def test_a_generation_is_over_after_four_hours_and_gone_a_day_later() -> None:
    record = streaming()
    assert rotation_due(stream_of(record)) == pytest.approx(NOW + SHARD_SECONDS, abs=0.001)
    assert rotated(record, NOW + SHARD_SECONDS - 1) is record
    over = NOW + SHARD_SECONDS + 10
    record = rotated(record, over)
    first, second = shards_of(stream_of(record), over)
    assert (first.is_open, second.is_open) == (False, True)
    assert list(expired_shards(stream_of(record), over + RETENTION_SECONDS - 1)) == []
    late = over + RETENTION_SECONDS
    assert [shard.id for shard in expired_shards(stream_of(record), late)] == [first.id]
    assert [shard.id for shard in shards_of(stream_of(record), late)] == [second.id]
    record = without_expired(record, late)
    assert list(expired_shards(stream_of(record), late)) == []
    (kept,) = shards_of(stream_of(record), late)
    assert kept.parent is not None
    assert kept.parent.id == first.id


def test_generations_do_not_pile_up() -> None:
    record, now = streaming(), NOW
    for _ in range(30):
        now += SHARD_SECONDS
        record = without_expired(rotated(record, now), now)
    assert len(stream_of(record).generations) <= 8


def test_a_disabled_stream_is_kept_for_a_day_and_then_forgotten() -> None:
    record = streaming()
    ended = NOW + 60
    disabled = replace(stream_of(record), disabled=ended)
    record = replace(record, past_streams=(disabled,))
    assert rotation_due(disabled) is None
    assert all(not shard.is_open for shard in shards_of(disabled, ended))
    assert is_kept(disabled, ended + RETENTION_SECONDS - 1)
    late = ended + RETENTION_SECONDS + 1
    assert not is_kept(disabled, late)
    assert len(list(expired_shards(disabled, late))) == 1
    assert without_expired(record, late).past_streams == ()


def test_streams_that_begin_at_one_moment_have_labels_and_shards_of_their_own() -> None:
    first = streaming()
    second = new_stream(first, "KEYS_ONLY", NOW)
    assert second.label > stream_of(first).label
    assert second.generations[0].begins > stream_of(first).generations[0].begins
    assert creation_time(second) * 1000 == pytest.approx(second.generations[0].begins)
