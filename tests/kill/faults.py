"""What goes wrong at Instagram meanwhile: mostly calls that take their time, so that kills meet them."""

from random import Random
from typing import Any

from local.asking import call

EACH = 8  # faults armed at a time
LONGEST = 1_000  # milliseconds
DROPS = 0.03  # of the faults; more would open the circuit


def arm(graph: str, chance: Random) -> None:
    """A few more of the coming sends go wrong."""
    for _ in range(EACH):
        fault = {"match": {"path": "/messages", "method": "POST"}, "times": 1, "do": _one(chance)}
        call("POST", f"{graph}/_sim/faults", fault)


def clear(graph: str) -> None:
    """From now on all goes well."""
    call("DELETE", f"{graph}/_sim/faults")


def _one(chance: Random) -> dict[str, Any]:
    if chance.random() < DROPS:
        return chance.choice([{"drop": True}, {"apply_then": "drop"}])
    late = {"delay_ms": chance.randrange(LONGEST)}
    return chance.choice([late, {"apply_then": late}])
