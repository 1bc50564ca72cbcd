"""Random walks over the tables: one step at a time, on the tables in memory and on the real ones alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from chalicelib.domain.account import Account, Connection, Taken
from chalicelib.domain.dead import Place
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.gate import Limit
from chalicelib.domain.grounds import Consent, Sign, Wait
from chalicelib.domain.state import IllegalMove, State
from chalicelib.domain.swept import Swept
from chalicelib.domain.tally import Change, sum_up
from tests.fakes.clock import Clock
from tests.faults.conformance.answers import CHOICES, Answers
from tests.faults.conformance.people import People
from tests.faults.conformance.step import Step, Stores

WHY = (Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
CAUSE = (Code.UNAVAILABLE, Reason.OUR_SIDE)
LIMIT = Limit(rate=10, burst=3)
COUNTED = (
    (None, "queued"),
    ("queued", "sending"),
    ("sending", "sent"),
    ("sending", "failed"),
    ("sent", None),
)
Move = Callable[[Dm, int], Dm]
MOVES: tuple[Move, ...] = (
    lambda dm, now: dm.release("person-1", now=now, consent=Consent(kind="message", at=now)),
    lambda dm, now: dm.defer(Wait(now + 5_000, *WHY, paced=True), now=now),
    lambda dm, now: dm.defer(Wait(now + 3_600_000), now=now),
    lambda dm, now: dm.claim(f"attempt-{now}", now=now),
    lambda dm, now: dm.accept(f"mid-{now}", now=now, trace=Trace(ms=7, fbtrace_id="trace")),
    lambda dm, now: dm.doubt(*WHY, check_at=now + 30_000),
    lambda dm, now: dm.asked(next_at=None if now % 2 else now + 60_000),
    lambda dm, now: dm.prove(f"mid-{now}", at=now),
    lambda dm, now: dm.refuse(*CAUSE, now=now),
    lambda dm, now: dm.give_up(*CAUSE, now=now),
    lambda dm, now: dm.put_back(now + 60_000, *WHY, now=now),
    lambda dm, now: dm.try_again(now + 5_000, *WHY, now=now),
    lambda dm, now: dm.resend(now=now),
    lambda dm, now: dm.answer_in_public(now=now),
    lambda dm, now: dm.kick(now=now),
    lambda dm, now: dm.again(now=now),
    lambda dm, now: dm.watch(now + 1_000),
    lambda dm, _now: dm.watch(None),
    lambda dm, _now: dm.reword("another text"),
)


@dataclass(slots=True)
class Walk:
    """A walk on rows of its own. Readings are kept, so that later steps can be based on old ones."""

    name: str
    dice: Random
    clock: Clock
    about: str = "everything"
    dms: list[Dm] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    people: People = field(init=False)
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        self.people = People(self.name, self.dice, self.clock)
        self.answers = Answers(self.name, self.dice, self.clock)

    def step(self) -> tuple[str, Step]:
        """The next step and what it is called."""
        self.clock.move(timedelta(milliseconds=self.dice.randrange(20_000)))
        kinds = self._kinds()
        return self.dice.choices(list(kinds), list(kinds.values()))[0]()

    def _kinds(self) -> dict[Callable[[], tuple[str, Step]], int]:
        """How often which kind of step comes; who walks about one thing gets further there."""
        people = {self.people.contact: 2, self.people.lead: 1}
        answers = {self.answers.automation: 4, self.answers.activity: 3, self.answers.preferences: 1}
        sending = {self._dm: 6, self._once: 2, self._gate: 2, self._account_step: 1, self._count: 1}
        every = {**sending, **people, **answers}
        return {"people": people, "answers": answers}.get(self.about, every)

    def saw(self, answer: object) -> None:
        """Keeps a reading."""
        if isinstance(answer, Dm):
            self.dms.append(answer)
        self.people.saw(answer)
        self.answers.saw(answer)

    def _dm(self) -> tuple[str, Step]:
        now, id = self.clock.now, self._lead_id() + self.dice.choice(("-0", "-1"))
        if not self.dms or self.dice.random() < 0.1:
            choices = self.dice.choice(((), CHOICES))
            dm = Dm(creator=self.name, id=id, account="account", text="Hi", created_at=now, choices=choices)
            return f"add {id}", lambda s: (s.dms.add(dm), s.dms.get(self.name, id))[1]
        roll, seen = self.dice.random(), self.dice.choice(self.dms[-4:])
        if roll < 0.6:
            changed = self._moved(seen)
            return f"save {seen.rev} -> {changed.state}", lambda s: (
                s.dms.save(seen, changed),
                s.dms.get(seen.creator, seen.id),
            )[1]
        if roll < 0.75:
            read = self.dice.choice((None, now))
            sign = self.dice.choice((None, Sign(f"mid-{now}", now, "digest")))
            return "mark", lambda s: s.dms.mark((self.name, id), confirmed_at=now, read_at=read, sign=sign)
        if roll < 0.9:
            return "overdue", lambda s: sorted(self._own(s.dms.overdue(now)))
        after, limit = self.dice.choice((None, Place(now, self.name, id))), self.dice.randint(1, 3)
        return "failed", lambda s: self._failed(s, after, limit)

    def _failed(self, stores: Stores, after: Place | None, limit: int) -> list[tuple[str, str]]:
        """Those of this walk, page by page."""
        keys, last = stores.dms.failed(CAUSE, limit=limit, after=after)
        return self._own(keys) + (self._failed(stores, last, limit) if last else [])

    def _own(self, keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of this walk: the tables may have rows of others."""
        return [key for key in keys if key[0] == self.name]

    def _moved(self, seen: Dm) -> Dm:
        while True:
            try:
                return self.dice.choice(MOVES)(seen, self.clock.now)
            except IllegalMove:
                continue

    def _once(self) -> tuple[str, Step]:
        now, n = self.clock.now, self.dice.randrange(3)
        mid, dm = f"mid-{n}", (self.name, f"dm-{self.dice.randrange(2)}")
        return self.dice.choice(
            (
                ("take", lambda s: s.mids.take(self.name, mid, dm)),
                ("echo", lambda s: s.mids.echo(self.name, mid, now)),
                ("seen", lambda s: s.mids.seen(self.name, mid, now)),
                ("key", lambda s: s.keys.claim(self.name, mid, dm=dm[1], digest="same")),
            )
        )

    def _gate(self) -> tuple[str, Step]:
        now, key, n = self.clock.now, f"gate-{self.name}", self.dice.randint(1, 4)
        busy, until = self.dice.random() < 0.5, now + self.dice.randrange(60_000)
        steps: tuple[tuple[str, Step], ...] = (
            ("reserve", lambda s: s.gates.reserve(key, n, LIMIT, now=now, busy=busy)),
            ("take", lambda s: s.gates.take(key, n, now=now)),
            ("close", lambda s: s.gates.close(key, until, *WHY)),
            ("fail", lambda s: s.gates.fail(key, now=now)),
            ("probe", lambda s: s.gates.probe(key, now=now)),
            ("mend", lambda s: s.gates.mend(key)),
        )
        name, step = self.dice.choice(steps)
        return name, lambda s: (step(s), s.gates.get(key))

    def _count(self) -> tuple[str, Step]:
        now = self.clock.now
        creators = (self.name, f"{self.name}-2")
        changes = [self._change(self.dice.choice(creators), now) for _ in range(self.dice.randint(1, 4))]
        batch = f"{self.name}-{self.dice.randrange(3)}"
        swept = Swept(at=now, overdue=1, oldest=self.dice.choice((None, now - 60_000)))
        return "count", lambda s: (
            s.counters.add(sum_up(changes), once=batch),
            s.counters.totals(),
            [s.counters.of(creator) for creator in creators],
            s.counters.hours(now),
            s.counters.note(swept),
            s.counters.swept(),
        )[1:]

    def _change(self, creator: str, at: int) -> Change:
        old, new = self.dice.choice(COUNTED)
        code = self.dice.choice((*Code, None)) if new == State.FAILED else None
        wait = self.dice.randrange(90_000_000) if new == State.SENT else None
        return Change(creator=creator, old=old, new=new, at=at, code=code, wait=wait)

    def _account_step(self) -> tuple[str, Step]:
        """Two creators and one account; each change is based on some earlier reading, or on none."""
        now = self.clock.now
        creator = self.dice.choice((self.name, f"{self.name}-2"))
        old = self.dice.choice([None, *(one for one in self.accounts if one.creator == creator)])
        new = self._account(creator, now, rev=old.rev + 1 if old else 0)
        self.accounts.append(new)
        steps: dict[str, Step] = {
            "connect": lambda s: _connected(s, old, new),
            "save": lambda s: s.accounts.save(old, new),
            "leave": lambda s: s.accounts.leave(old or new, new),
        }
        name = self.dice.choice(sorted(steps))
        return name, lambda s: (steps[name](s), s.accounts.get(creator, new.id), s.accounts.owner(new.id))

    def _account(self, creator: str, now: int, *, rev: int) -> Account:
        return Account(
            creator=creator,
            id=f"account-{self.name}",
            rev=rev,
            username="ana",
            token=f"token-{now}".encode(),
            token_issued_at=now,
            token_expires_at=now + 1,
            state=Connection.ACTIVE,
        )

    def _lead_id(self) -> str:
        return f"{self.name:0>24}"


def _connected(stores: Stores, old: Account | None, new: Account) -> object:
    try:
        return stores.accounts.connect(old, new)
    except Taken:
        return "taken"
