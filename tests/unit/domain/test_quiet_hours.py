"""Quiet hours: when they run, and to the millisecond when they end, in every zone and on odd days."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.automation import Quiet

DAY_MINUTES = 24 * 60
HOUR = 3_600_000
BERLIN, INDIA, LINE_EAST, CHATHAM = "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Chatham"
ZONES = ["UTC", BERLIN, INDIA, LINE_EAST, CHATHAM, "America/St_Johns", "Australia/Lord_Howe", "Asia/Tehran"]


def ms(iso: str) -> int:
    return int(datetime.fromisoformat(iso).timestamp() * 1_000)


def minute(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def quiet(hours: str, zone: str = BERLIN) -> Quiet:
    begins, _, ends = hours.partition("-")
    return Quiet(begins=minute(begins), ends=minute(ends), zone=zone)


@pytest.mark.parametrize(
    ("hours", "now", "over"),
    [
        pytest.param("13:00-14:30", "2026-11-22T13:00:00+01:00", "2026-11-22T14:30+01:00", id="begins"),
        pytest.param("13:00-14:30", "2026-11-22T14:29:59.999+01:00", "2026-11-22T14:30+01:00", id="ends"),
        pytest.param("22:00-07:00", "2026-11-22T22:00+01:00", "2026-11-23T07:00+01:00", id="evening"),
        pytest.param("22:00-07:00", "2026-11-22T23:59:59.999+01:00", "2026-11-23T07:00+01:00", id="night"),
        pytest.param("22:00-07:00", "2026-11-23T00:00+01:00", "2026-11-23T07:00+01:00", id="midnight"),
        pytest.param("22:00-07:00", "2026-11-23T06:59:59.999+01:00", "2026-11-23T07:00+01:00", id="morning"),
        pytest.param("22:00-00:00", "2026-12-31T22:30+01:00", "2027-01-01T00:00+01:00", id="until midnight"),
        pytest.param("00:00-06:00", "2026-11-22T00:00+01:00", "2026-11-22T06:00+01:00", id="from midnight"),
        pytest.param("12:01-12:00", "2026-11-22T12:01+01:00", "2026-11-23T12:00+01:00", id="but a minute"),
        pytest.param("22:00-07:00", "2026-11-22T21:30Z", "2026-11-23T06:00Z", id="another clock"),
    ],
)
def test_in_quiet_hours_messages_wait_for_their_end(hours: str, now: str, over: str) -> None:
    assert quiet(hours).over(ms(now)) == ms(over)


@pytest.mark.parametrize(
    ("hours", "now"),
    [
        pytest.param("13:00-14:30", "2026-11-22T12:59:59.999+01:00", id="just before"),
        pytest.param("13:00-14:30", "2026-11-22T14:30:00+01:00", id="at the end"),
        pytest.param("13:00-14:30", "2026-11-22T14:30:00.001+01:00", id="just after"),
        pytest.param("22:00-07:00", "2026-11-22T21:59:59.999+01:00", id="before the night"),
        pytest.param("22:00-07:00", "2026-11-22T07:00:00+01:00", id="after the night"),
        pytest.param("22:00-00:00", "2026-11-22T00:00+01:00", id="at midnight"),
        pytest.param("12:01-12:00", "2026-11-22T12:00:30+01:00", id="in the only minute"),
    ],
)
def test_outside_of_quiet_hours_messages_go_out_at_once(hours: str, now: str) -> None:
    assert quiet(hours).over(ms(now)) == ms(now)


@pytest.mark.parametrize(
    ("hours", "now", "over"),
    [
        pytest.param(
            "22:00-07:00", "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00", id="a night of one hour less"
        ),
        pytest.param(
            "22:00-07:00", "2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00", id="a night of one hour more"
        ),
        pytest.param("22:00-02:30", "2026-03-29T01:00+01:00", "2026-03-29T03:30+02:00", id="no such hour"),
        pytest.param("22:00-02:30", "2026-03-29T03:00+02:00", "2026-03-29T03:00+02:00", id="hour left out"),
        pytest.param(
            "22:00-02:30", "2026-10-25T01:00+02:00", "2026-10-25T02:30+02:00", id="hour to come twice"
        ),
        pytest.param(
            "22:00-02:30", "2026-10-25T02:10+02:00", "2026-10-25T02:30+02:00", id="hour comes twice"
        ),
        pytest.param("22:00-02:30", "2026-10-25T02:10+01:00", "2026-10-25T02:10+01:00", id="hour came twice"),
        pytest.param("02:30-06:00", "2026-10-25T02:40+01:00", "2026-10-25T06:00+01:00", id="begins twice"),
    ],
)
def test_when_the_clocks_change_quiet_hours_end_by_the_new_clock(hours: str, now: str, over: str) -> None:
    assert quiet(hours).over(ms(now)) == ms(over)


@pytest.mark.parametrize(
    ("zone", "over"),
    [
        ("UTC", "2026-11-23T07:00Z"),
        (INDIA, "2026-11-23T01:30Z"),
        ("Asia/Kathmandu", "2026-11-23T01:15Z"),
        ("Asia/Tokyo", "2026-11-22T22:30Z"),
        (LINE_EAST, "2026-11-22T22:30Z"),
        ("Pacific/Pago_Pago", "2026-11-22T22:30Z"),
        ("America/New_York", "2026-11-22T22:30Z"),
    ],
)
def test_quiet_hours_are_those_of_their_zone(zone: str, over: str) -> None:
    assert quiet("22:00-07:00", zone).over(ms("2026-11-22T22:30Z")) == ms(over)


@given(
    st.sampled_from(ZONES),
    st.integers(0, DAY_MINUTES - 1),
    st.integers(1, DAY_MINUTES - 2 * 60),
    st.integers(ms("2020-01-01T00:00Z"), ms("2037-12-31T00:00Z")),
)
def test_quiet_hours_never_end_in_the_past_or_within_themselves(
    zone: str, begins: int, length: int, now: int
) -> None:
    hours = Quiet(begins=begins, ends=(begins + length) % DAY_MINUTES, zone=zone)

    over = hours.over(now)

    assert now <= over <= now + length * 60_000 + HOUR
    assert hours.over(over) == over
