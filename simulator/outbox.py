"""Which events leave as webhooks, and when: subscriptions, holding back, losing, sending again."""

import copy
import random
from collections import Counter, deque
from dataclasses import dataclass, replace
from itertools import groupby

from simulator.courier import Courier
from simulator.delivery import Delivery, Parcel
from simulator.fate import Fate, Fates
from simulator.payloads import News
from simulator.world import World

REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Release:
    """How held webhooks are let go."""

    shuffle: bool = False
    batch: bool = False  # all events of an account in one POST


class Outbox:
    """The way out for events. Call it with the world's lock held; nothing here waits."""

    def __init__(self, world: World, *, courier: Courier, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._held: list[Parcel] | None = None
        self._past: deque[Parcel] = deque(maxlen=REMEMBERED)
        self._losses: Counter[str] = Counter()
        # Chance of its own: the lanes draw from the other one whenever they come to it.
        self.fates = Fates(copy.copy(chance))
        self.delivery = Delivery(
            courier.carry, gaps=lambda: world.switches.retry_gaps_s, settled=self._settled
        )

    def publish(self, news: News, form: str | None = None) -> bool:
        """Sends *news* on its way, where it may be lost; False when Instagram would tell nobody."""
        if not self._heard(news):
            return False
        self._put(Parcel(account=news.account, news=(news,), form=self._form(news, form)))
        return True

    def hold(self) -> None:
        """Keeps everything back from now on."""
        self._held = [] if self._held is None else self._held

    def release(self, way: Release) -> int:
        """Lets go what was held and answers how many parcels that made."""
        held, self._held = self._held or [], None
        if way.batch:
            held = _batched(held)
        if way.shuffle:
            self._chance.shuffle(held)
        for parcel in held:
            self._put(parcel)
        return len(held)

    def redeliver(self, last: int) -> int:
        """Sends the newest *last* webhooks once more, with another entry time."""
        again = list(self._past)[-last:] if last > 0 else []
        for parcel in again:
            # Its first time is not known here: the courier goes a second beyond this one.
            self._leave(replace(parcel, stamp=self._world.clock.now_ms()))
        return len(again)

    def held(self) -> int:
        """How many parcels wait for their release."""
        return len(self._held or [])

    def _put(self, parcel: Parcel) -> None:
        if self._held is not None:
            self._held.append(parcel)
            return
        fate = self.fates.draw(self._world.switches)
        if fate is not Fate.LOST:
            self._past.append(parcel)
            self._leave(replace(parcel, twice=fate is Fate.TWICE))

    def _leave(self, parcel: Parcel) -> None:
        self.delivery.put(parcel, after_s=self._world.switches.delay_s)

    def _heard(self, news: News) -> bool:
        account = self._world.accounts.get(news.account)
        if not self._world.switches.webhook_url:
            return False
        if account is None:
            return True  # dashboard tests come for account "0"
        if news.part == "messaging" and not account.message_access:
            return False
        return account.served and bool(account.subscribed)

    def _form(self, news: News, form: str | None) -> str:
        wanted = form or self._world.switches.serialisation
        if wanted != "default":
            return wanted
        return "compact" if news.part == "messaging" else "spaced"

    def _settled(self, parcel: Parcel, taken: bool) -> None:  # noqa: FBT001 - a callback's only flag
        with self._world.lock:
            self._losses[parcel.account] = 0 if taken else self._losses[parcel.account] + 1
            account = self._world.accounts.get(parcel.account)
            limit = self._world.switches.disable_after
            if account and 0 < limit <= self._losses[parcel.account]:
                self._losses[parcel.account] = 0
                self._world.accounts.save(replace(account, subscribed=frozenset()))
            if taken and parcel.twice:
                self.fates.doubled += 1
                self.delivery.put(replace(parcel, tries=0, twice=False))


def _batched(held: list[Parcel]) -> list[Parcel]:
    ordered = sorted(held, key=lambda one: one.account)
    groups = [list(group) for _, group in groupby(ordered, key=lambda one: one.account)]
    return [replace(group[0], news=tuple(n for one in group for n in one.news)) for group in groups]
