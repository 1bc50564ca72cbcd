"""Plays tens of thousands of histories with faults: ``python -m tests.faults --help``."""

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.faults.crew import caught, played
from tests.faults.mistakes import MISTAKES
from tests.faults.plan import FULL, QUICK, Planned, Sizes, histories, play
from tests.faults.score import Score
from tests.faults.stage import stage

PROCESSES = os.cpu_count() or 2
CHUNK = 100
SHOWN = 10


def main() -> int:
    """0 if no rule was broken, every boundary was struck and every mistake was caught."""
    asked = _read()
    sizes = QUICK if asked.quick else FULL
    if asked.history is not None:
        return _replay(asked.seed, asked.history, sizes)
    began = time.monotonic()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        missed = _mistakes(pool, asked.seed, sizes)
        score = _histories(pool, asked.seed, sizes)
    for line in _trouble(score, sizes):
        _say(line)
    _close(score, asked.seed, time.monotonic() - began)
    uncovered = score.missed() if sizes.every else []
    return 1 if missed or score.wrong or uncovered else 0


def _read() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="another seed plays other histories")
    parser.add_argument("--history", type=int, help="play this one alone, and show every step of it")
    parser.add_argument("--quick", action="store_true", help="a small part of all, in seconds")
    return parser.parse_args()


def _mistakes(pool: ProcessPoolExecutor, seed: int, sizes: Sizes) -> int:
    """Prints in how many worlds each deliberate mistake was caught; how many were caught in none."""
    _say("deliberate mistakes, and the worlds in which they were caught")
    worlds = {name: mistake.worlds(all=sizes.everywhere) for name, mistake in MISTAKES.items()}
    jobs = [(name, n) for name in MISTAKES for n in worlds[name]]
    found = dict(zip(jobs, pool.map(caught, jobs, [seed] * len(jobs)), strict=True))
    missed = 0
    for name in MISTAKES:
        how = [found[name, n] for n in worlds[name] if found[name, n]]
        free = ", ".join(str(n + 1) for n in worlds[name] if not found[name, n])
        missed += bool(free)
        told = f"NOT CAUGHT in world {free}" if free else how[0]
        _say(f"  {name:<40} {len(how):>2} of {len(worlds[name])}   {told}")
    return missed


def _histories(pool: ProcessPoolExecutor, seed: int, sizes: Sizes) -> Score:
    with stage() as here:
        plan = histories(here, seed, sizes)
    score = Score()
    for part in pool.map(played, _chunks(plan)):
        score.merge(part)
    return score


def _chunks(plan: list[Planned]) -> Iterator[list[tuple[int, Planned]]]:
    numbered = list(enumerate(plan))
    for start in range(0, len(numbered), CHUNK):
        yield numbered[start : start + CHUNK]


def _trouble(score: Score, sizes: Sizes) -> list[str]:
    wrong = [f"history {number}: {what}" for number, what in score.wrong[:SHOWN]]
    return wrong + ([f"no fault at {place}" for place in score.missed()] if sizes.every else [])


def _close(score: Score, seed: int, seconds: float) -> None:
    existing = len(score.struck) + len(score.missed())
    known = ("lost", "doubled", "stuck")
    counts = ", ".join(f"{rule} {score.count(rule)}" for rule in known)
    other = len(score.wrong) - sum(score.count(rule) for rule in known)
    share = 100 * score.unconfirmed / max(1, score.dms)
    _say(
        f"{score.histories:,} histories, {len(score.struck)} of {existing} boundaries, "
        f"{score.faults:,} faults, {score.dms:,} DMs: {counts}, other broken rules {other}, "
        f"unconfirmed {share:.1f} %, seed {seed}, {seconds:.0f} s"
    )


def _replay(seed: int, number: int, sizes: Sizes) -> int:
    with stage() as here:
        plan = histories(here, seed, sizes)
        known = 0 <= number < len(plan)
        outcome = play(here, plan[number], trace=True) if known else None
    if outcome is None:
        _say(f"there are {len(plan):,} histories, from 0: none is {number}")
        return 2
    _say(f"seed {seed}, history {number}: {plan[number].case}")
    _say("\n".join(outcome.lines or ()))
    _say(f"states: {dict(outcome.states)}; broken rules: {outcome.violations or 'none'}")
    return 1 if outcome.violations else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
