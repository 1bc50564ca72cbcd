"""What messages typically cost on AWS: what one uses, as counted, times the list prices.

`python -m bench cost` shows the same sum for busier ways, and a test holds ALONE to what is counted there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chalicelib.domain.counts import Counts
from chalicelib.domain.state import State

# US dollars on demand in us-east-1, as noted in November 2026. Look them up again before you rely on a sum.
MILLION = Decimal(1_000_000)
API_REQUEST = Decimal("3.50") / MILLION  # API Gateway, REST
LAMBDA_REQUEST = Decimal("0.20") / MILLION
LAMBDA_GB_SECOND = Decimal("0.0000166667")  # x86
SQS_REQUEST = Decimal("0.50") / MILLION  # standard queue 0.40, and 0.10 for messages with a MessageGroupId
WRITE_UNIT = Decimal("0.625") / MILLION  # DynamoDB
READ_UNIT = Decimal("0.125") / MILLION
KMS_REQUEST = Decimal("3.00") / MILLION
LOG_GB = Decimal("0.50")  # CloudWatch Logs, taken in

API_MEMORY = Decimal(1)  # GB of the function that answers HTTP
MEMORY = Decimal("0.5")  # GB of every other one
API_SECONDS = Decimal("0.04")  # of a function that answers HTTP
GRAPH_SECONDS = Decimal("0.35")  # of a call to Graph
OTHER_SECONDS = Decimal("0.05")  # around it, for a batch
LOG_KB = Decimal("1.5")  # of log lines, over all functions
GB = Decimal(2**20)  # in KB


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one message uses. Units of DynamoDB and requests to KMS are counted, the rest is the design's."""

    writes: Decimal
    reads: Decimal
    keys: Decimal  # requests to KMS
    batch: int = 1  # messages that travel together through a queue
    http: int = 3  # requests: the form, the webhook of the person's act, the webhook of the echo
    events: int = 2  # messages on the events queue: act and echo


# From form to echo, where no other message shares what a batch costs. Typical, and no limit: a form with a
# user name writes 2 units more, one that is filled in on a page of ours 1, and a message whose changes come
# to the stream one by one 24.
ALONE = Use(writes=Decimal(23), reads=Decimal(11), keys=Decimal(1))
# Claim, call and settling once more, with the gate and the index of what is due; reads as for the whole way.
ATTEMPT = Use(writes=Decimal(8), reads=Decimal(11), keys=Decimal(1), http=0, events=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One service's share: how much of it a message uses, and the price of one."""

    what: str
    amount: Decimal
    price: Decimal

    @property
    def dollars(self) -> Decimal:
        """For one message."""
        return self.amount * self.price


def bill(use: Use) -> Sequence[Line]:
    """What a message is charged, by service."""
    batch = Decimal(use.batch)
    worker = (GRAPH_SECONDS + OTHER_SECONDS + use.events * OTHER_SECONDS) / batch
    memory = API_MEMORY * use.http * API_SECONDS + MEMORY * worker
    queued = 1 + use.events  # the hint and the events
    invoked = use.http + queued / batch
    return [
        Line(what="API Gateway, requests", amount=Decimal(use.http), price=API_REQUEST),
        Line(what="Lambda, requests", amount=invoked, price=LAMBDA_REQUEST),
        Line(what="Lambda, GB-seconds", amount=memory, price=LAMBDA_GB_SECOND),
        Line(what="SQS, requests", amount=queued * (1 + 2 / batch), price=SQS_REQUEST),
        Line(what="DynamoDB, write units", amount=use.writes, price=WRITE_UNIT),
        Line(what="DynamoDB, read units", amount=use.reads, price=READ_UNIT),
        Line(what="KMS, requests", amount=use.keys, price=KMS_REQUEST),
        Line(what="CloudWatch Logs, GB", amount=LOG_KB / GB, price=LOG_GB),
    ]


def total(use: Use) -> Decimal:
    """Dollars for one message that uses this."""
    return sum((line.dollars for line in bill(use)), Decimal())


def per_dm() -> Decimal:
    """Dollars for one message from form to echo, typically; batches that others share cost less."""
    return total(ALONE)


def of(counts: Counts) -> Decimal:
    """Dollars, typically, for the messages that ended in a window, and for calls beyond one for each sent."""
    ended = counts[State.SENT] + counts[State.FAILED]
    more = max(0, counts[State.SENDING] - counts[State.SENT])
    return ended * per_dm() + more * total(ATTEMPT)
