"""What does DynamoDB charge for one message?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bench.emulator import emulator, parts_at
from bench.figures import Figures, judged
from bench.journey import Journey
from bench.meter import READ, Charge, Meter
from chalicelib.domain.account import Account
from chalicelib.domain.dm import Dm
from chalicelib.domain.grounds import Consent
from chalicelib.domain.tally import BATCH as CHANGES
from chalicelib.wiring import Parts

HAPPY = ("queue", "reserve", "claim", "tie", "settle", "gate")
AROUND = ("capture", "act", "echo", "count")
MEANING = {
    "queue": "message queued, with its entry in the index of what is due",
    "reserve": "person reserved",
    "claim": "claim",
    "tie": "message id tied to the message",
    "settle": "settled, and out of the index",
    "gate": "slots at the gate",
    "capture": "lead and waiting message stored",
    "act": "the person's act: window and binding",
    "echo": "Instagram's echo: confirmed",
    "count": "counted, from the stream",
}
BUDGET = 8
FEW, MANY = 10, 2_000


@dataclass(frozen=True, slots=True)
class Run:
    """What *messages* messages were charged together."""

    messages: int
    charges: Sequence[Charge]

    def write(self, *steps: str) -> float:
        """Write units per message."""
        return sum(c.units for c in self.charges if c.step in steps) / self.messages

    def read(self) -> float:
        """Read units per message."""
        return self.write(READ)

    def requests(self) -> float:
        """Requests per message."""
        return len(self.charges) / self.messages


def measure() -> Figures:
    """Units per message by step, alone, in a crowd, and beside backlogs."""
    runs = counted()
    happy = [(MEANING[s], *(f"{r.write(s):.2f}" for r in runs.values())) for s in HAPPY]
    total = ("**from queued to sent**", *(judged(r.write(*HAPPY), BUDGET) for r in runs.values()))
    around = [(MEANING[s], *(f"{r.write(s):.2f}" for r in runs.values())) for s in AROUND]
    reads = ("read units, whole way", *(f"{r.read():.2f}" for r in runs.values()))
    requests = ("requests, whole way", *(f"{r.requests():.2f}" for r in runs.values()))
    return Figures(
        header=("write units per message", *runs),
        rows=[*happy, total, *around, reads, requests],
        notes=[
            "Consumed capacity as the AWS emulator reports it for each call, indexes and transactions "
            "included. What follows the sum belongs to the lead, to the events around the message or "
            f"to all messages together: a batch of the stream holds up to {CHANGES} changes and costs 6 "
            "units and 2 for each creator in it (8 for one hour and one creator), so a message that nobody "
            "else's changes travel with bears them alone.",
        ],
    )


@lru_cache(maxsize=1)
def counted() -> dict[str, Run]:
    """The four runs, counted once per process."""
    with emulator() as (url, environment):
        return {
            "1 alone": run(parts_at(url, environment), "user_one", 1),
            "200 of one account": run(parts_at(url, environment), "user_crowd", 200),
            f"20 beside {FEW} queued": run(parts_at(url, environment), "user_few", 20, backlog=FEW),
            f"20 beside {MANY:,} queued and 50 accounts": run(
                parts_at(url, environment), "user_many", 20, backlog=MANY, neighbours=50
            ),
        }


def run(parts: Parts, creator: str, messages: int, *, backlog: int = 0, neighbours: int = 0) -> Run:
    """Counts so many messages, sent beside a *backlog* of the account's own and beside other accounts."""
    journey = Journey(parts, creator)
    for n in range(neighbours):
        parts.stores.accounts.save(None, _neighbour(journey.account, n))
    for n in range(backlog):
        parts.stores.dms.add(_waiting(journey.account, n, now=parts.now()))
    with Meter(parts.client("dynamodb")).counting() as charges:
        captured = journey.capture(messages)
        journey.queue(captured)
        journey.send()
        journey.echo()
        journey.count(messages)
    journey.check(captured)
    return Run(messages, tuple(charges))


def _neighbour(account: Account, n: int) -> Account:
    return replace(account, creator=f"{account.creator}_{n}", id=f"{int(account.id) + n + 1}")


def _waiting(account: Account, n: int, *, now: int) -> Dm:
    """A queued message of the same account, due already."""
    dm = Dm(creator=account.creator, id=f"{n:024x}-0", account=account.id, text="Hi", created_at=now)
    return dm.release(f"8{n:014d}", now=now, consent=Consent(kind="referral", at=now))
