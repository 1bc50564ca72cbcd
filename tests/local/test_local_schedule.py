"""Schedule expressions and the timers that follow them."""

from datetime import UTC, datetime

import pytest

from local.schedule import Timer, parse


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("expression", "seconds"),
    [("rate(1 minute)", 60), ("rate(5 minutes)", 300), ("rate(2 hours)", 7_200), ("rate(1 day)", 86_400)],
)
def test_a_rate_comes_again_after_its_time(expression: str, seconds: int) -> None:
    assert parse(expression).after(1_000.0) == 1_000.0 + seconds


@pytest.mark.parametrize(
    ("expression", "after"),
    [
        ("cron(0 3 * * ? *)", "2026-11-23 03:00"),
        ("cron(30 12 * * ? *)", "2026-11-22 12:30"),
        ("cron(0 12 * * ? *)", "2026-11-23 12:00"),
        ("cron(0/15 * * * ? *)", "2026-11-22 12:15"),
        ("cron(*/20 8-10 * * ? *)", "2026-11-23 08:00"),
        ("cron(0 9 ? * MON *)", "2026-11-23 09:00"),
        ("cron(0 9 ? * 1 *)", "2026-11-29 09:00"),
        ("cron(0 9 ? * MON-FRI *)", "2026-11-23 09:00"),
        ("cron(0 9 ? * sun,wed *)", "2026-11-25 09:00"),
        ("cron(0 0 1 * ? *)", "2026-12-01 00:00"),
        ("cron(0 0 29 FEB ? *)", "2028-02-29 00:00"),
        ("cron(0 0 1 1 ? 2029)", "2029-01-01 00:00"),
    ],
)
def test_a_cron_finds_its_next_ring(expression: str, after: str) -> None:
    noon = at("2026-11-22 12:00")  # a Sunday

    assert parse(expression).after(noon) == at(after)


def test_a_cron_that_never_comes_waits_for_ever() -> None:
    assert parse("cron(0 0 31 2 ? *)").after(at("2026-01-01 00:00")) == float("inf")


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "rate(1 week)",
        "rate(x minutes)",
        "at(2026-01-01T00:00:00)",
        "cron(0 3 * * ?)",
        "cron(60 3 * * ? *)",
        "cron(0 3 L * ? *)",
        "cron(0 3 ? * 2#1 *)",
        "cron(0 9-8 * * ? *)",
        "cron(0 3 * XYZ ? *)",
        "cron(*/0 3 * * ? *)",
    ],
)
def test_what_is_not_understood_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"understood|between"):
        parse(expression)


def test_a_rates_timer_rings_soon_and_then_at_its_rate() -> None:
    timer = Timer(parse("rate(1 minute)"), 0.0)

    rung = [now for now in (0.0, 0.9, 1.0, 1.2, 60.9, 61.0, 61.2, 121.0) if timer.rings(now)]

    assert rung == [1.0, 61.0, 121.0]


def test_a_timer_rings_once_after_the_clock_has_jumped() -> None:
    timer = Timer(parse("rate(1 day)"), 0.0)
    timer.rings(1.0)

    rung = [now for now in (50 * 86_400.0, 50 * 86_400.0 + 1, 51 * 86_400.0 + 2) if timer.rings(now)]

    assert rung == [50 * 86_400.0, 51 * 86_400.0 + 2]


def test_a_crons_timer_waits_for_its_hour() -> None:
    timer = Timer(parse("cron(0 3 * * ? *)"), at("2026-11-22 02:59"))

    assert [timer.rings(at(f"2026-11-22 {time}")) for time in ("02:59", "03:00", "03:01")] == [
        False,
        True,
        False,
    ]
