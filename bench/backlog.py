"""Fills queues at once, instead of through forms and links."""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from math import ceil
from random import Random
from typing import Any

from bench.rounds import pieces
from bench.world import OpenWorld
from chalicelib.domain.dm import Dm
from chalicelib.domain.gate import Limit
from chalicelib.domain.grounds import Consent, Wait
from chalicelib.domain.hint import Hint
from chalicelib.store.rows import ContactRow
from chalicelib.wiring import Parts
from local.asking import call
from local.seed import Seeded

HANDS = 8  # threads
TOGETHER = 10  # messages in one call of SQS, its limit
LEAD = 6  # milliseconds that storing a message takes; its slots begin when all are stored


def fill(world: OpenWorld, account: Seeded, n: int) -> Sequence[Dm]:
    """*n* queued messages of *account*, each to somebody who acted just now, with their slots at the gate."""
    parts = world.product
    stores = parts.stores  # from now on the rows know their tables
    people = [f"7{parts.now() % 10**8:08d}{k:06d}" for k in range(n)]
    with ThreadPoolExecutor(HANDS) as hands:
        _introduce(world, account, people, hands)
        now = parts.now()
        slots = _slots(parts, account["instagramBusinessId"], n, now=now + LEAD * (n - 1))
        queued = [_queued(account, *each, now=now) for each in zip(people, slots, strict=True)]
        list(hands.map(stores.dms.add, queued))
        list(hands.map(partial(_hint, parts), pieces(_as_they_came(queued), TOGETHER)))
    return queued


def _as_they_came(queued: Sequence[Dm]) -> Sequence[Dm]:
    """In an order that tears neighbours apart.

    SQS counts a delay from the hint's sending, in whole seconds. People fill in forms at any fraction of
    one, so the hints of neighbouring slots come at different moments; sent side by side, ten would come
    at once.
    """
    return Random(1).sample(queued, len(queued))  # noqa: S311 - no secret


def _slots(parts: Parts, account: str, n: int, *, now: int) -> list[Wait]:
    """The next *n* slots of the account, all reserved at once."""
    limit = Limit(*parts.settings.limit)
    end = parts.stores.gates.reserve(account, n, limit, now=now, busy=False).tat
    return [Wait(end - (n - k) * limit.every, paced=True) for k in range(n)]


def _introduce(world: OpenWorld, account: Seeded, people: Sequence[str], hands: Executor) -> None:
    """The people act. The simulator's webhooks are off meanwhile: they would only repeat what is stored."""
    graph, hook = world.addresses.graph, f"{world.addresses.api}/api/webhooks/instagram"

    def act(person: str) -> None:
        who = {"account": account["form"], "igsid": person, "username": f"person{person}"}
        call("POST", f"{graph}/_sim/say", {**who, "text": "Hello"})

    call("POST", f"{graph}/_sim/app", {"webhook_url": ""})
    list(hands.map(act, people))
    with ContactRow.batch_write() as rows:
        for person in people:
            rows.save(ContactRow(account["instagramBusinessId"], person, last_act_at=world.product.now()))
    call("POST", f"{graph}/_sim/app", {"webhook_url": hook})


def _queued(account: Seeded, person: str, slot: Wait, *, now: int) -> Dm:
    dm = Dm(
        creator=account["creator"],
        id=f"{now:012x}{int(person) % 16**12:012x}-0",
        account=account["instagramBusinessId"],
        text="Hi",
        created_at=now,
    )
    return dm.release(person, now=now, consent=Consent(kind="referral", at=now), slot=slot)


def _hint(parts: Parts, dms: Sequence[Dm]) -> None:
    entries = [_entry(parts, n, dm) for n, dm in enumerate(dms)]
    parts.client("sqs").send_message_batch(QueueUrl=parts.settings.instagram_queue, Entries=entries)


def _entry(parts: Parts, n: int, dm: Dm) -> dict[str, Any]:
    """One message of a call, as the product's own sender would put it."""
    wait = max(0, (dm.due_at or 0) - parts.now())
    return {
        "Id": f"{n}",
        "MessageBody": Hint.of(dm).to_text(),
        "DelaySeconds": ceil(wait / 1_000),
        "MessageGroupId": dm.account,
    }
