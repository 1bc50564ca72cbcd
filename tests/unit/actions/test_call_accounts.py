"""Asking for visits: each account that is due, at a price that grows with their number and no faster."""

from dataclasses import replace
from typing import Any

from chalicelib.actions.call_accounts import CallAccounts
from chalicelib.domain.account import Account, Connection
from chalicelib.domain.visit import Visit
from chalicelib.queues import Visits
from tests.fakes.accounts import Accounts
from tests.fakes.clock import Clock
from tests.fakes.wire import Script, before, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import DAY, now_of, visit


class Sqs:
    """SQS as far as visits need it; *full* after so many batches."""

    def __init__(self, full: int = 1_000_000) -> None:
        self.bodies: list[str] = []
        self.batches = self.questions = 0
        self.full = full

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803 - SQS's names
        self.batches += 1
        if self.batches > self.full:
            return {"Failed": Entries}
        self.bodies.extend(entry["MessageBody"] for entry in Entries)
        return {"Successful": Entries}

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: N803 - same
        self.questions += 1
        return {"Attributes": {"ApproximateNumberOfMessages": str(len(self.bodies))}}


def due(n: int) -> Accounts:
    """*n* accounts that are due."""
    accounts = Accounts()
    for i in range(n):
        account = Account(
            creator=f"user_{i}",
            id=f"1784{i}",
            username=f"u{i}",
            token=b"t",
            token_issued_at=0,
            token_expires_at=1,
        )
        accounts.rows[account.creator, account.id] = account
    return accounts


def call(accounts: Accounts, sqs: Sqs) -> int:
    return CallAccounts(accounts=accounts, visits=Visits(sqs, "queue-url"), clock=Clock())()


def test_ten_thousand_due_accounts_cost_a_thousand_calls_of_the_queue_and_one_question() -> None:
    sqs = Sqs()

    asked = call(due(10_000), sqs)

    assert (asked, len(set(sqs.bodies)), len(sqs.bodies)) == (10_000, 10_000, 10_000)
    assert (sqs.batches, sqs.questions) == (1_000, 1)


def test_while_the_queue_is_deep_nobody_is_asked_again() -> None:
    accounts, sqs = due(3_000), Sqs()
    call(accounts, sqs)

    again = [call(accounts, sqs) for _ in range(5)]

    assert again == [0] * 5
    assert len(sqs.bodies) == 3_000


def test_what_is_too_much_for_one_time_comes_the_next_time() -> None:
    accounts, sqs = due(25_000), Sqs()

    first = call(accounts, sqs)
    tended = set(sqs.bodies)
    for key, account in accounts.rows.items():
        if Visit(*key).to_text() in tended:
            accounts.rows[key] = replace(account, state=Connection.RECONNECT)
    sqs.bodies.clear()
    second = call(accounts, sqs)

    assert (first, second) == (20_000, 5_000)
    assert tended.isdisjoint(sqs.bodies)


def test_what_the_queue_did_not_take_is_asked_for_the_next_time() -> None:
    accounts, sqs = due(100), Sqs(full=4)

    taken = call(accounts, sqs)

    assert taken == 40
    sqs.full = 1_000
    sqs.bodies.clear()
    assert call(accounts, sqs) == 100


def test_an_account_that_is_not_due_is_not_asked_for() -> None:
    world = World()
    world.work()

    assert world.call_accounts() == 0
    assert world.visits.queue.messages == {}


def test_an_account_whose_worker_is_at_it_is_not_asked_for() -> None:
    script = Script()
    world = World(wire=script)
    world.work()
    world.clock.move(2 * DAY)
    asked = []
    script.on("Login.profile", before(lambda: asked.append(world.call_accounts())))

    visit(world)

    assert asked == [0]


def test_ended_and_disconnected_accounts_are_never_asked_for() -> None:
    world = World()
    world.disconnect(ANA, ANAS)
    world.work()

    world.clock.move(100 * DAY)

    assert world.call_accounts() == 0
    assert now_of(world).state is Connection.DISCONNECTED


def test_a_queue_that_cannot_be_asked_costs_a_minute_only() -> None:
    script = Script()
    world = World(wire=script)
    world.work()
    world.clock.move(2 * DAY)
    script.on("Visits.waiting", fails(OSError("no queue")))

    world.sweep_once()
    world.sweep_once()

    assert len(world.visits.queue.messages) == 1
    assert [str(failure) for failure in world.failures] == ["no queue"]
