"""What do a million messages cost on AWS?"""

from dataclasses import replace
from decimal import Decimal

from bench.figures import Figures
from bench.units import AROUND, HAPPY, Run, counted
from chalicelib.domain import cost

BATCH = 10  # records in a batch of SQS
CHANGES = 4  # of state, from waiting to sent
CROWD = "200 of one account"


def measure() -> Figures:
    """Dollars for a million messages, from form to echo, in batches as a busy account makes them."""
    use = used(counted()[CROWD], batch=BATCH)
    alone = used(counted()["1 alone"], batch=1)
    apart = replace(
        alone, writes=alone.writes + (CHANGES - 1) * Decimal(str(counted()["1 alone"].write("count")))
    )
    return Figures(
        header=("service", "amount per message", "$ per million messages"),
        rows=[
            *((line.what, f"{line.amount:.3g}", _million(line.dollars)) for line in cost.bill(use)),
            ("**together**", "", _million(cost.total(use))),
            ("the same if every message comes alone", "", _million(cost.total(alone))),
            ("and each of its changes comes alone in the stream", "", _million(cost.total(apart))),
        ],
        notes=[
            "DynamoDB's units are counted (`python -m bench units`); requests follow from the design. "
            f"Assumed: x86, {1_000 * cost.API_SECONDS:.0f} ms and {cost.API_MEMORY:g} GB for an answer over "
            f"HTTP, {cost.MEMORY:g} GB elsewhere, {1_000 * cost.GRAPH_SECONDS:.0f} ms for a call to Graph, "
            f"{cost.LOG_KB:g} KB of log lines, batches of {BATCH}. List prices of us-east-1, without the "
            "free tier, data transfer, backups and what idle pollers cost. The admins' overview reckons with "
            "messages that come alone, which is typical and no limit: a change that comes alone in the "
            "stream costs more, and so does "
            "a form with a user name (two write units).",
        ],
    )


def used(run: Run, *, batch: int) -> cost.Use:
    """What a message of *run* used, had they travelled in batches of *batch*."""
    return cost.Use(
        writes=Decimal(str(run.write(*HAPPY, *AROUND))),
        reads=Decimal(str(run.read())),
        keys=Decimal(1) / run.messages,
        batch=batch,
    )


def _million(dollars: Decimal) -> str:
    return f"{dollars * cost.MILLION:.2f}"
