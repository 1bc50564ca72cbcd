"""How many requests does it take to ask for a visit to every account that is due?"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.emulator import emulator, parts_at
from bench.figures import Figures
from bench.rounds import pieces
from chalicelib.domain.account import DAY, Account
from chalicelib.store.account_rows import AccountRow
from chalicelib.store.accounts import PAGE, SHARDS, row
from chalicelib.wiring import Parts

FEW, MANY = 1_000, 10_000
REST = 5_000  # accounts that are not due, all the while
LIFE = 60 * DAY
BATCH = 25  # rows in one request


class Uncalled(Exception):
    """Not every account that is due was asked for."""


def measure() -> Figures:
    """Requests by kind, for a thousand accounts and for ten thousand."""
    with emulator() as (url, environment):
        parts = parts_at(url, environment)
        _fill(parts, 0, REST, due=False)
        _fill(parts, REST, FEW, due=True)
        few = _called(parts, FEW)
        parts.client("sqs").purge_queue(QueueUrl=parts.settings.accounts_queue)
        _fill(parts, REST + FEW, MANY - FEW, due=True)
        many = _called(parts, MANY)
    kinds = sorted(few | many)
    rows = [(kind, f"{few[kind]}", f"{many[kind]}", f"{many[kind] / few[kind]:.1f}") for kind in kinds]
    together = ("**together**", f"{few.total()}", f"{many.total()}", f"{many.total() / few.total():.1f}")
    return Figures(
        header=("requests", f"{FEW:,} due", f"{MANY:,} due", "times as many"),
        rows=[*rows, together],
        notes=[
            f"Counted at the clients, over the AWS emulator, beside {REST:,} accounts that are not due. "
            f"The index of what is due has {SHARDS} partitions, each asked at least once and again for "
            f"every {PAGE} accounts; SQS takes ten visits in one call. No request reads a table as a whole."
        ],
    )


def _fill(parts: Parts, first: int, n: int, *, due: bool) -> None:
    now, _ = parts.now(), parts.stores  # which binds the rows to the emulator
    at = now - DAY if due else now + DAY
    for numbers in pieces(range(first, first + n), BATCH):
        with AccountRow.batch_write() as batch:
            for number in numbers:
                batch.save(row(_account(number, now=now, look_at=at)))


def _account(number: int, *, now: int, look_at: int) -> Account:
    return Account(
        creator=f"user_{number}",
        id=f"1784{number:013d}",
        username=f"account{number}",
        token=b"sealed",
        token_issued_at=now - DAY,
        token_expires_at=now + LIFE,
        look_at=look_at,
        refresh_at=now + LIFE,
        check_at=now + LIFE,
        subscribed=True,
    )


def _called(parts: Parts, n: int) -> Counter[str]:
    with _counted(parts) as requests:
        called = parts.call_accounts()
    if called != n:
        raise Uncalled(called)
    if any(kind.endswith("Scan") for kind in requests):
        raise Uncalled(dict(requests))
    return requests


@contextmanager
def _counted(parts: Parts) -> Iterator[Counter[str]]:
    """The requests of the block, by service and operation."""
    requests: Counter[str] = Counter()

    def note(model: Any, **_rest: object) -> None:  # noqa: ANN401 - botocore's own
        requests[f"{model.service_model.service_name}: {model.name}"] += 1

    for service in ("dynamodb", "sqs"):
        parts.client(service).meta.events.register("before-call", note)
    yield requests
    for service in ("dynamodb", "sqs"):
        parts.client(service).meta.events.unregister("before-call", note)
