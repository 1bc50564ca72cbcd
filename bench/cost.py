"""What do a million messages cost on AWS?"""

from dataclasses import dataclass

from bench import prices
from bench.figures import Figures
from bench.units import AROUND, HAPPY, Run, counted

BATCH = 10  # records in a batch of SQS
CROWD = "200 of one account"
MEMORY = 0.5  # GB of a function
API_SECONDS = 0.04  # of a function that answers HTTP
GRAPH_SECONDS = 0.35  # of a call to Graph
OTHER_SECONDS = 0.05  # around it, for a batch
HTTP = 3  # requests: the form, the webhook of the person's act, the webhook of the echo
EVENTS = 2  # messages on the events queue: act and echo
LOG_KB = 1.5  # of log lines, over all functions


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One service's share: how much of it a message uses, and the price of one."""

    what: str
    amount: float
    price: float

    @property
    def dollars(self) -> float:
        """For a million messages."""
        return self.amount * self.price * prices.MILLION


def measure() -> Figures:
    """Dollars for a million messages, from form to echo, in batches as a busy account makes them."""
    lines = bill(counted()[CROWD])
    total = sum(line.dollars for line in lines)
    alone = sum(line.dollars for line in bill(counted()["1 alone"], batch=1))
    return Figures(
        header=("service", "amount per message", "$ per million messages"),
        rows=[
            *((line.what, f"{line.amount:.3g}", f"{line.dollars:.2f}") for line in lines),
            ("**together**", "", f"{total:.2f}"),
            ("the same if every message comes alone", "", f"{alone:.2f}"),
        ],
        notes=[
            "DynamoDB's units are counted (`python -m bench units`); requests follow from the design. "
            f"Assumed: {MEMORY:g} GB on arm64, {1e3 * API_SECONDS:.0f} ms for an answer over HTTP, "
            f"{1e3 * GRAPH_SECONDS:.0f} ms for a call to Graph, {LOG_KB:g} KB of log lines, batches of "
            f"{BATCH}. List prices of us-east-1, without the free tier, data transfer, backups and "
            "what idle pollers cost.",
        ],
    )


def bill(run: Run, *, batch: int = BATCH) -> list[Line]:
    """The lines for messages that travel in batches of *batch*, charged by DynamoDB as in *run*."""
    worker = (GRAPH_SECONDS + OTHER_SECONDS + EVENTS * OTHER_SECONDS) / batch
    return [
        Line(what="API Gateway, requests", amount=HTTP, price=prices.API_REQUEST),
        Line(what="Lambda, requests", amount=HTTP + (1 + EVENTS) / batch, price=prices.LAMBDA_REQUEST),
        Line(
            what="Lambda, GB-seconds",
            amount=MEMORY * (HTTP * API_SECONDS + worker),
            price=prices.LAMBDA_GB_SECOND,
        ),
        Line(
            what="SQS, requests for hints",
            amount=1 + 2 / batch,
            price=prices.SQS_REQUEST + prices.SQS_FAIR,
        ),
        Line(what="SQS, requests for events", amount=EVENTS * (1 + 2 / batch), price=prices.SQS_REQUEST),
        Line(what="DynamoDB, write units", amount=run.write(*HAPPY, *AROUND), price=prices.WRITE_UNIT),
        Line(what="DynamoDB, read units", amount=run.read(), price=prices.READ_UNIT),
        Line(what="KMS, requests", amount=1 / run.messages, price=prices.KMS_REQUEST),
        Line(what="CloudWatch Logs, GB", amount=LOG_KB / 2**20, price=prices.LOG_GB),
    ]
