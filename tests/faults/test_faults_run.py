"""A small part of the histories on every run of the tests; `make faults` plays them all."""

import re
import subprocess
import sys
from pathlib import Path

from tests.faults.breaks import planned
from tests.faults.history import Case
from tests.faults.plan import QUICK, histories, play
from tests.faults.score import Score
from tests.faults.stage import stage
from tests.faults.worlds import WORLDS

ROOT = Path(__file__).resolve().parents[2]
CLOSING = re.compile(
    r"[\d,]+ histories, \d+ of \d+ boundaries, [\d,]+ faults, [\d,]+ DMs: "
    r"lost 0, doubled 0, stuck 0, other broken rules 0, unconfirmed [\d.]+ %, seed 1, \d+ s"
)


def test_no_history_breaks_a_rule_and_every_mistake_is_caught() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    closing = CLOSING.fullmatch(done.stdout.splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    assert closing is not None


def test_a_history_is_the_same_every_time_it_is_played() -> None:
    with stage() as here:
        storm = histories(here, 3, QUICK)[-1]
        first, second = play(here, storm, trace=True), play(here, storm, trace=True)

    assert len(first.faults) > 1
    assert first.lines == second.lines


def test_of_two_admins_at_once_one_replays() -> None:
    with stage() as here:
        outcome = here.play(Case(world=WORLDS[0], schedule=1, seed=2), planned({}), trace=True)

    told = "\n".join(outcome.lines or ())
    assert told.count("restricted") == told.count("failed -> queued") == 3
    assert outcome.states["failed"] == 0


def test_another_seed_plays_other_histories() -> None:
    with stage() as here:
        first, second = (play(here, histories(here, seed, QUICK)[-1], trace=True) for seed in (1, 2))

    assert first.lines != second.lines


def test_a_port_that_no_history_reaches_counts_as_a_boundary_without_a_fault() -> None:
    score = Score()

    missed = score.missed()

    assert "nobody: Instagram.send" in missed
    assert "nobody: Dms.save" in missed
