"""When an item expires, and when it is due."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.dynamodb.ttl.expiry import OLDEST_SECONDS, due_range, expiry_of

NOW = 1_800_000_000.75


@pytest.mark.parametrize(
    ("value", "expiry"),
    [
        ({"N": "1800000000"}, 1_800_000_000),
        ({"N": "1800000000.2"}, 1_800_000_001),
        ({"N": "0.5"}, 1),
        ({"N": str(2**63 - 1)}, 2**63 - 1),
        ({"N": str(2**63)}, None),
        ({"N": "1" + "0" * 125}, None),
        ({"N": "0"}, None),
        ({"N": "-1800000000"}, None),
        ({"S": "1800000000"}, None),
        ({"NS": ["1800000000"]}, None),
        ({"NULL": True}, None),
    ],
)
def test_only_a_number_that_is_a_time_counts(value: dict[str, object], expiry: int | None) -> None:
    assert expiry_of({"at": value, "other": {"N": "5"}}, "at") == expiry


def test_an_item_without_the_attribute_does_not_expire() -> None:
    assert expiry_of({"other": {"N": "5"}}, "at") is None


@given(st.decimals(1, 4_000_000_000, places=3), st.floats(1_000_000_000, 4_000_000_000, allow_subnormal=False))
def test_nothing_is_due_before_its_time_or_five_years_after_it(time: Decimal, now: float) -> None:
    expiry = expiry_of({"at": {"N": str(time)}}, "at")
    assert expiry is not None
    first, end = due_range(now)
    if first <= expiry < end:
        assert time < now
        assert time > now - OLDEST_SECONDS - 2
    elif time + 2 < now and time > now - OLDEST_SECONDS + 2:
        pytest.fail("it is due")


def test_the_bounds() -> None:
    first, end = due_range(NOW)
    assert first <= 1_799_999_999 < end
    assert end <= 1_800_000_000
    assert first > 1_800_000_000 - OLDEST_SECONDS - 1
