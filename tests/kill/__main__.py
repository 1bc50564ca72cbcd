"""``python -m tests.kill``: workers are killed with SIGKILL while messages flow, and no promise may break."""

import argparse
import sys
import time

from bench.world import open_world
from tests.kill.run import Outcome, play

RATE = "20"  # messages per second and account


def main(arguments: list[str] | None = None) -> int:
    """0 when nothing was lost, doubled, stuck or told untruly."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many workers to kill")
    parser.add_argument("--seed", type=int, default=1, help="draws the moments and the faults")
    parser.add_argument("--quiet", action="store_true", help="the last line alone")
    wish = parser.parse_args(arguments)
    start = time.monotonic()
    with open_world(SEND_RATE=RATE) as world:
        outcome = play(world, kills=wish.kills, seed=wish.seed, say=_hush if wish.quiet else _say)
    for name in ("lost", "doubled", "stuck", "untrue"):
        for text in list(getattr(outcome.verdict, name))[:10]:
            _say(f"{name}: {text}")
    _say(_closing(outcome, wish.seed, time.monotonic() - start))
    return 0 if outcome.verdict.clean else 1


def _closing(outcome: Outcome, seed: int, seconds: float) -> str:
    return (
        f"{outcome.kills} kills, {outcome.booked} messages: {outcome.verdict}; "
        f"{outcome.arrived} of the unconfirmed arrived, "
        f"{outcome.cut_off} attempts cut off, {outcome.put_back} dead events put back; "
        f"seed {seed}, {seconds:.0f} s"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _hush(_text: str) -> None:
    """Says nothing."""


if __name__ == "__main__":
    sys.exit(main())
