"""Fills an account's queue at once, instead of through forms and links."""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from bench.world import OpenWorld
from chalicelib.domain.dm import Dm, Wait
from chalicelib.domain.gate import Limit
from chalicelib.domain.hint import Hint
from chalicelib.wiring import Parts
from local.story import call

HANDS = 8  # threads


def fill(world: OpenWorld, account: dict[str, str], n: int, *, paced: bool = False) -> Sequence[Dm]:
    """*n* queued messages, each to somebody who acted just now.

    Those that are *paced* have their slots at the gate already, as they would after a worker's first look.
    """
    people = [f"7{world.product.now() % 10**8:08d}{k:06d}" for k in range(n)]
    with ThreadPoolExecutor(HANDS) as hands:
        _introduce(world, account, people, hands)
        now = world.product.now()
        fresh = [_queued(account, person, now=now) for person in people]
        if paced:
            fresh = _slotted(world.product, fresh, now=now)
        list(hands.map(partial(_store, world.product), fresh))
    return fresh


def _introduce(world: OpenWorld, account: dict[str, str], people: list[str], hands: Executor) -> None:
    """The people act. The simulator's webhooks are off meanwhile: they would only repeat what is stored."""
    graph, hook = world.addresses.graph, f"{world.addresses.api}/api/webhooks/instagram"

    def act(person: str) -> None:
        who = {"account": account["form"], "igsid": person, "username": f"person{person}"}
        call("POST", f"{graph}/_sim/say", {**who, "text": "Hello"})
        contacts = world.product.stores.contacts
        contacts.touch(account["instagramBusinessId"], person, world.product.now())

    call("POST", f"{graph}/_sim/app", {"webhook_url": ""})
    list(hands.map(act, people))
    call("POST", f"{graph}/_sim/app", {"webhook_url": hook})


def _queued(account: dict[str, str], person: str, *, now: int) -> Dm:
    dm = Dm(
        creator=account["creator"],
        id=f"{now:012x}{int(person) % 16**12:012x}-0",
        account=account["instagramBusinessId"],
        text="Hi",
        created_at=now,
    )
    return dm.release(person, now=now, trigger="referral")


def _slotted(parts: Parts, dms: list[Dm], *, now: int) -> list[Dm]:
    limit, n = Limit(*parts.settings.limit), len(dms)
    end = parts.stores.gates.reserve(dms[0].account, n, limit, now=now, busy=False).tat
    slots = (end - (n - k) * limit.every for k in range(n))
    return [dm.defer(Wait(slot, paced=True), now=now) for dm, slot in zip(dms, slots, strict=True)]


def _store(parts: Parts, dm: Dm) -> None:
    parts.stores.dms.add(dm)
    delay = max(0, (dm.due_at or 0) - parts.now())
    hint = Hint(creator=dm.creator, dm=dm.id, gen=dm.gen, account=dm.account)
    parts.hints.send(hint, delay=timedelta(milliseconds=delay))
