"""Every alarm rings when its trouble is played, or the runbook says why it cannot be played."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.functions import FUNCTIONS
from tests.world.alarms import MINUTE, QUEUES, Alarmed
from tests.world.driver import DAY, ROOT, http, local_world

WORKERS = ("send_instagram", "apply_events", "tend_accounts", "note_whatsapp")
TIMERS = ("sweep", "call_accounts")
NAMES = [name.replace("_", "-") for name in FUNCTIONS]
CALLS = 5 * MINUTE  # between two calls of the slower timer
UNTIL_CLEARED = 1_000


@pytest.fixture(scope="module")
def alarmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alarmed]:
    with well(tmp_path_factory.mktemp("alarms")) as found:
        yield found


@contextmanager
def well(folder: Path) -> Iterator[Alarmed]:
    """A world of one's own in which all is well and every timer has rung."""
    with local_world(folder) as world:
        world.quiet()
        found = Alarmed(world)
        found.waits(lambda: found.counted("Invocations", *TIMERS), lambda seen: min(seen) >= 1)
        yield found


def timers_are_silent(alarmed: Alarmed) -> None:
    """All the while there is something in the queues that nobody understands."""
    failed = alarmed.told("RecordsFailed")
    alarmed.poisons()
    alarmed.waits(lambda: alarmed.told("RecordsFailed"), lambda seen: seen >= failed + len(QUEUES))
    alarmed.breaks("silence", UNTIL_CLEARED, *TIMERS)
    alarmed.passes(32 * MINUTE)
    alarmed.waits(lambda: minute_by_minute(alarmed), lambda seen: SCENES[timers_are_silent] <= seen)


def runs_thrice(alarmed: Alarmed, how: str, measure: str) -> None:
    """Every function goes wrong, so often that three times were in the last quarter of an hour."""
    before = alarmed.counted(measure, *WORKERS, *TIMERS)
    alarmed.breaks(how, UNTIL_CLEARED, *WORKERS, *TIMERS)
    alarmed.breaks(how, 12, "api")
    for n in range(1, 5):
        alarmed.passes(CALLS)
        alarmed.poisons()
        for _ in range(3):
            assert alarmed.world.call("GET", "/api/health").status >= 500
        least = [count + n for count in before]
        alarmed.waits(
            lambda: alarmed.counted(measure, *WORKERS, *TIMERS),
            lambda seen, least=least: all(a >= b for a, b in zip(seen, least, strict=True)),
        )
    [uncounted] = alarmed.counted(measure, "tally_changes")
    alarmed.breaks(how, 3, "tally_changes")
    alarmed.world.lead(f"lead_of_{how}")
    alarmed.waits(lambda: alarmed.counted(measure, "tally_changes"), lambda seen: seen[0] >= uncounted + 3)
    alarmed.passes()


def time_runs_out(alarmed: Alarmed) -> None:
    runs_thrice(alarmed, "timeout", "Errors")


def too_much_runs(alarmed: Alarmed) -> None:
    runs_thrice(alarmed, "throttle", "Throttles")


def counts_fall_behind(alarmed: Alarmed) -> None:
    alarmed.breaks("crash", UNTIL_CLEARED, "tally_changes")
    before = alarmed.counted("Errors", "tally_changes")
    alarmed.world.lead("not_counted")
    alarmed.waits(lambda: alarmed.counted("Errors", "tally_changes"), lambda seen: seen > before)
    alarmed.passes(6 * MINUTE)
    later = alarmed.counted("Errors", "tally_changes")
    alarmed.waits(lambda: alarmed.counted("Errors", "tally_changes"), lambda seen: seen > later)
    alarmed.passes()


def nobody_understands(alarmed: Alarmed) -> None:
    """More than one lot: polls that began before the hurry hide what they take for as long as ever."""
    with alarmed.hurry():
        alarmed.waits(alarmed.dead, lambda seen: seen == len(QUEUES), meanwhile=alarmed.poisons)
    alarmed.passes()


def strangers_knock(alarmed: Alarmed) -> None:
    for n in range(120):
        if n < 11:
            answer = http("POST", f"{alarmed.world.api}/api/webhooks/instagram", b"{}")
        else:
            answer = http("GET", f"{alarmed.world.api}/api/nothing")
        assert 400 <= answer.status < 500
    alarmed.passes()


def instagram_refuses(alarmed: Alarmed) -> None:
    failed = alarmed.told("DmsFailed")
    alarmed.world.fault({"code": 100}, times=UNTIL_CLEARED, path="/messages", account="ana")
    for n in range(20):
        alarmed.world.acting_lead(f"refused_{n}")
    alarmed.waits(lambda: alarmed.told("DmsFailed"), lambda seen: seen >= failed + 20)
    alarmed.passes()


def instagram_is_down(alarmed: Alarmed) -> None:
    world, opened = alarmed.world, alarmed.told("CircuitsOpened")
    world.fault({"status": 500, "code": 2}, times=UNTIL_CLEARED, path="/messages", account="ben")
    for n in range(10):
        world.acting_lead(f"lost_{n}", world.ben)
    for n in range(1, 6):
        alarmed.waits(lambda: alarmed.told("CircuitsOpened"), lambda seen, n=n: seen >= opened + n)
        alarmed.passes(61)
        world.acting_lead(f"probe_{n}", world.ben)


def nobody_sends(alarmed: Alarmed) -> None:
    alarmed.breaks("crash", UNTIL_CLEARED, "send_instagram")
    alarmed.world.ends(alarmed.world.acting_lead("waiting"), "queued")
    swept = alarmed.told("OldestPendingSeconds")
    alarmed.passes(7 * MINUTE)
    alarmed.waits(lambda: alarmed.told("OldestPendingSeconds"), lambda seen: seen > swept + 300)
    alarmed.passes()


def tokens_run_out(alarmed: Alarmed) -> None:
    """First they are not renewed, and a week later they are over: no account is connected afterwards."""
    failed, expired = alarmed.told("TokenRefreshFailures"), alarmed.told("TokensExpired")
    alarmed.world.fault({"status": 500, "code": 2}, times=UNTIL_CLEARED, path="refresh_access_token")
    alarmed.passes(54 * DAY)
    alarmed.waits(lambda: alarmed.told("TokenRefreshFailures"), lambda seen: seen >= failed + 2)
    alarmed.passes()
    alarmed.waits(alarmed.rang, lambda seen: {"token-days-left", "token-refresh-failed"} <= seen)
    alarmed.passes(7 * DAY)
    alarmed.waits(lambda: alarmed.told("TokensExpired"), lambda seen: seen >= expired + 2)
    alarmed.passes()


Scene = Callable[[Alarmed], None]
SCENES: Mapping[Scene, set[str]] = {
    timers_are_silent: {"silent-sweep", "silent-call-accounts", *(f"queue-age-{kind}" for kind in QUEUES)},
    time_runs_out: {
        *(f"errors-{name}" for name in NAMES),
        *(f"duration-{name}" for name in NAMES),
        "api-errors",
        "api-latency",
    },
    too_much_runs: {f"throttles-{name}" for name in NAMES},
    counts_fall_behind: {"tally-behind"},
    nobody_understands: {"records-failed", *(f"dead-letters-{kind}" for kind in QUEUES)},
    strangers_knock: {"signatures", "api-refusals"},
    instagram_refuses: {"success-rate"},
    instagram_is_down: {"circuits-open"},
    nobody_sends: {"oldest-pending"},
    tokens_run_out: {"token-days-left", "token-refresh-failed", "tokens-expired"},
}


# What these leave behind does not pass: messages in every queue that nobody understands, ended connections.
LASTING = (timers_are_silent, tokens_run_out)
PASSING = [scene for scene in SCENES if scene not in LASTING]


def plays(alarmed: Alarmed, scene: Scene) -> None:
    """The scene makes its alarms ring, which did not ring before."""
    wanted = SCENES[scene]
    alarmed.calms(wanted)
    alarmed.forgets()
    try:
        scene(alarmed)
        alarmed.waits(alarmed.rang, lambda seen: wanted <= seen)
    finally:
        alarmed.mends()


def test_nothing_rings_while_all_is_well(alarmed: Alarmed) -> None:
    alarmed.passes(20 * MINUTE)
    alarmed.waits(lambda: alarmed.counted("Invocations", *TIMERS), lambda seen: min(seen) >= 2)
    alarmed.passes()

    assert alarmed.ringing() == set()


@pytest.mark.parametrize("scene", PASSING, ids=lambda scene: scene.__name__)
def test_trouble_makes_its_alarms_ring(alarmed: Alarmed, scene: Scene) -> None:
    plays(alarmed, scene)


@pytest.mark.parametrize("scene", LASTING, ids=lambda scene: scene.__name__)
def test_trouble_that_lasts_makes_its_alarms_ring_in_a_world_of_its_own(tmp_path: Path, scene: Scene) -> None:
    with well(tmp_path) as alone:
        plays(alone, scene)


def test_every_alarm_is_played_here_or_the_runbook_says_why_it_cannot_be(alarmed: Alarmed) -> None:
    played = set[str]().union(*SCENES.values())
    excused = unplayable(ROOT / "docs" / "runbook.md")

    assert sum(map(len, SCENES.values())) == len(played)
    assert played.isdisjoint(excused)
    assert played | excused == alarmed.names()


def unplayable(runbook: Path) -> set[str]:
    """The alarms of the runbook's table of what this world cannot play; a star stands for any ending."""
    from local.watchtower import alarms

    text = runbook.read_text("utf-8").partition("## What cannot be played")[2].partition("\n## ")[0]
    named = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    all_names = {one.name.removeprefix("autodm-hub-local-") for one in alarms()}
    starred = {name[:-1] for name in named if name.endswith("*")}
    return {one for one in all_names if one in named or any(one.startswith(start) for start in starred)}


def minute_by_minute(alarmed: Alarmed) -> set[str]:
    """What rings a minute later: a timer that was at work when it was silenced still counts."""
    alarmed.passes()
    return alarmed.ringing()
