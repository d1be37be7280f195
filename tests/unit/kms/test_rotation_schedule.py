"""The schedule of automatic rotation, whatever the dates."""

from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.kms.materials import DAY, Rotation

times = st.floats(min_value=1.6e9, max_value=4e9).map(lambda time: round(time, 3))
rotations = st.builds(Rotation, st.just(True), st.integers(90, 2560), times)


@given(rotations, times)
def test_the_next_date_is_ahead_and_at_most_a_period_away(rotation, now):
    period = rotation.period_days * DAY
    ahead = rotation.next_date(max(now, rotation.since)) - max(now, rotation.since)
    assert -1e-3 <= ahead <= period + 1e-3


@given(rotations, times)
def test_what_is_done_is_not_due_again_and_keeps_its_dates(rotation, now):
    done = rotation.done(now)
    assert done.due > now - 1e-3
    assert done.done(now) == done
    periods = (done.since - rotation.since) / (rotation.period_days * DAY)
    assert abs(periods - round(periods)) < 1e-6


@given(rotations, times)
def test_a_key_that_is_used_again_is_rotated_at_once_if_a_rotation_was_missed(rotation, now):
    resumed = rotation.resumed(now)
    if rotation.due > now:
        assert resumed == rotation
    else:
        assert abs(resumed.due - now) < 1e-3


@given(rotations, times)
def test_a_schedule_that_is_off_stays_as_it_is(rotation, now):
    off = Rotation(enabled=False, period_days=rotation.period_days, since=rotation.since)
    assert off.resumed(now) == off
