"""The story that every history plays: two creators, four people, five messages or more."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random
from typing import TypeVar

from chalicelib.actions.capture_lead import Captured, Submission
from chalicelib.actions.dead_letters import Verdict
from chalicelib.actions.queue_dm import InDoubt, Request
from chalicelib.actions.retry_dm import NothingToRetry
from chalicelib.actions.vouch import NotInDoubt
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Act, Comment, Echo, Event
from chalicelib.domain.ids import new_ref
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.state import State
from tests.faults.cloud import Cloud
from tests.faults.container import Container, webhook_of
from tests.faults.instagram import RESTRICTED, Does, Instagram
from tests.faults.ledger import Ledger

T = TypeVar("T")
SECOND, MINUTE = 1_000, 60_000
LATE = 5 * SECOND  # for an echo
ANA, BEN = ("user_ana", "17841400000000001"), ("user_ben", "17841400000000002")
OWNERS = {"mia": ANA, "noa": ANA, "zoe": BEN, "kim": BEN}  # whose account each person writes to
Script = Sequence[Sequence[Does]]
FIXED: Sequence[Mapping[str, Script]] = (
    {
        "mia": [[Does.LIMITS]],
        "noa": [[Does.TAKES], [Does.TAKES_AND_FAILS]],
        "zoe": [[Does.TAKES_AND_FAILS]],
        "kim": [[Does.UNREACHED], [Does.REFUSES]],
    },
    {
        "noa": [[Does.TAKES], [Does.FAILS]],
        "zoe": [[Does.TAKES], [Does.RESTRICTS]],
        "kim": [[Does.DOUBTS_TOKEN], [Does.RESTRICTS, Does.RESTRICTS]],
    },
    {
        "mia": [[Does.TAKES_SILENTLY, Does.UNREACHED]],
        "noa": [[Does.TAKES_AND_FAILS, Does.TAKES]],
        "zoe": [[Does.TAKES_SILENTLY, Does.LIMITS]],
        "kim": [[Does.ENDS_TOKEN], [Does.UNREACHED, Does.UNREACHED, Does.UNREACHED]],
    },
    {
        "mia": [[Does.TAKES_SILENTLY, Does.REFUSES]],
        "noa": [[Does.FAILS], [Does.TAKES_SILENTLY]],
        "zoe": [[Does.TAKES_SILENTLY]],
        "kim": [[Does.LIMITS_LONG]],
    },
)
TWICE = 3  # the schedule in which somebody submits the form twice; later ones may
COMMENTED = frozenset(
    {1, 3}
)  # the schedules in which Zoe comments instead of filling in the form; later ones may
NAMED = frozenset({1, 3})  # those in which Mia types her name and writes, and opens no link at first
REPLAYED = frozenset({1, 3})  # the schedules in which admins replay what failed; later ones may
ANYTHING = (*Does, *[Does.TAKES] * 6, Does.TAKES_AND_FAILS, Does.TAKES_SILENTLY)


def scripts(schedule: int, dice: Random) -> Mapping[str, Script]:
    """Instagram's answers by person: the first schedules have them of every kind, the others draw them."""
    if schedule < len(FIXED):
        return FIXED[schedule]
    return {person: [[dice.choice(ANYTHING) for _ in range(2)] for _ in range(3)] for person in OWNERS}


class Scenario:
    """People at work. Whoever gets no answer asks again, a few times."""

    def __init__(self, cloud: Cloud, instagram: Instagram, ledger: Ledger, dice: Random) -> None:
        self.cloud = cloud
        self.instagram = instagram
        self.ledger = ledger
        self.dice = dice
        self.keyed: dict[str, set[str]] = {}  # the messages that each lead's key was answered with
        self.clicked: dict[str, set[str]] = {}  # the leads that a form filled in once was answered with
        self.leads: list[Lead] = []
        self.named = False  # Mia is to be recognised by her name
        self.both = False  # Kim fills in the form and comments
        self.comments: list[str] = []  # those whose webhook was answered 200
        self.hasty = False  # a creator who does not wait long
        instagram.tell = self.tell

    def begin(self, schedule: int, people: Sequence[str], *, creator_acts: bool) -> None:
        """Everybody's plans, as far as they are among *people*."""
        self.named = schedule in NAMED or (schedule > max(NAMED) and self.dice.random() < 0.5)
        comments = schedule in COMMENTED or (schedule > max(COMMENTED) and self.dice.random() < 0.5)
        self.both = comments and schedule > min(COMMENTED)  # a long story: not for every single fault
        if comments and "zoe" in people:
            self._zoe_comments()
        visits = [person for person in ("mia", "noa", "kim", "zoe") if person != "zoe" or not comments]
        if schedule == TWICE or (schedule > TWICE and self.dice.random() < 0.2):
            visits.append("noa")  # the same person, form and text once more
        for person in filter(people.__contains__, visits):
            self._at(self.dice.randrange(3 * SECOND), partial(self._visit, person))
        self.hasty = creator_acts
        if creator_acts:
            for span in (2 * MINUTE, 15 * MINUTE, 50 * MINUTE, 80 * MINUTE):
                self._at(span + self.dice.randrange(2 * MINUTE), self._look_after)
        if schedule in REPLAYED or (schedule > max(REPLAYED) and self.dice.random() < 0.5):
            for span, other in ((4 * MINUTE, self._replay_all), (40 * MINUTE, self._replay_failed)):
                self._at(span, self._replay_failed)
                self._at(span, other)  # two admins at once

    def tell(self, event: Event, after: int, tries: int = 0) -> None:
        """Instagram calls the webhook, and again until it hears 200."""
        if self.hasty and isinstance(event, Echo) and after >= LATE and not tries:
            # The creator asks for another attempt just then: the two meet anywhere on their ways.
            self._at(after + self.dice.randint(-SECOND // 2, SECOND // 2), self._send_again)

        def call() -> None:
            self.cloud.invoke("webhook", lambda c: c.keep_webhook(webhook_of(event), None), done)

        def done(kept: int | None) -> None:
            if kept is None:
                self.tell(event, (5 + 25 * tries) * SECOND, tries + 1)
            elif isinstance(event, Comment):
                self.comments.append(event.comment)

        self._at(after, call)

    def _at(self, after: int, act: Callable[[], None]) -> None:
        self.cloud.lockstep.at(self.cloud.clock.now + after, act)

    def _ask(
        self,
        what: str,
        work: Callable[[Container], T],
        then: Callable[[T], None],
        *,
        tries: int = 6,
    ) -> None:
        """A call of the API; without an answer, the same again."""

        def done(answer: T | None) -> None:
            if answer is not None:
                then(answer)
            elif tries > 1:
                self._at(2 * SECOND, lambda: self._ask(what, work, then, tries=tries - 1))

        self.cloud.invoke(what, work, done)

    def _comment(self, person: str, account: str, media: Sequence[str]) -> None:
        """A comment; under a post with ads Instagram tells of it once for each *media*."""
        for n, place in enumerate(media):
            after = self.dice.randrange(3 * SECOND)
            event = Comment(
                account=account,
                person=person,
                at=self.cloud.clock.now + n * SECOND,
                comment=f"comment-{person}",
                username=person,
                media=place,
                original="post",
                text="link",
            )
            self.tell(event, after)

    def _zoe_comments(self) -> None:
        """Under a post with two ads; and what she says afterwards."""
        self._comment("zoe", BEN[1], ("post", "ad-1", "ad-2"))
        for span, text in ((30 * SECOND, "menu"), (5 * MINUTE, "Stop"), (6 * MINUTE, "Start")):
            self._at(span, partial(self._say, "zoe", BEN[1], text))

    def _say(self, person: str, account: str, text: str) -> None:
        at = self.instagram.act(account, person)
        self.tell(
            Act(account=account, person=person, at=at, kind="message", mid=f"in-{text}", text=text), 100
        )

    def _visit(self, person: str) -> None:
        form = OWNERS[person][0].removeprefix("user_")
        username = person if self.named and person == "mia" else None
        twice = person == "kim"
        submission = Submission(
            form=form,
            name=person.title(),
            username=username,
            provider=Provider.INSTAGRAM,
            key="one filling-in" if twice else None,
        )
        for clicks in range(1 + twice):
            self._at(
                clicks * self.dice.randrange(2 * SECOND),
                lambda: self._ask(
                    "capture", lambda c: c.capture_lead(submission), lambda a: self._captured(a, person)
                ),
            )

    def _captured(self, captured: Captured, person: str) -> None:
        lead = captured.lead
        if person == "kim":
            self.clicked.setdefault(person, set()).add(lead.id)
            if lead.id in {known.id for known in self.leads}:
                return
        self.leads.append(lead)
        self._acknowledge(captured.dm, "form")
        opens = 500 + self.dice.randrange(4 * SECOND)
        if lead.username:
            for span in (0, 10 * MINUTE):
                self._at(opens + span, partial(self._say, person, lead.account, f"Hello after {span}"))
            opens += 20 * MINUTE  # it may have failed at the names
        self._at(opens, lambda: self._open_link(lead, person))
        self._go_on(captured, person, opens)

    def _go_on(self, captured: Captured, person: str, opens: int) -> None:
        """What follows *opens*, when the person opens the link, in milliseconds from now."""
        lead = captured.lead
        if person == "noa":
            early = self.dice.random() < 0.3  # then the key may stand for the message that waits
            for _ in range(2):
                asks = (0 if early else opens) + self.dice.randrange(5 * SECOND)
                self._at(asks, lambda: self._book(lead, captured.dm.text, lead.id))
        if person == "kim":
            self._at(opens + 20 * SECOND, lambda: self._book(lead, "And one more thing", None))
            if self.both:  # an answer is booked for a person whose form's message may wait yet
                self._at(opens + 10 * SECOND, lambda: self._comment(person, lead.account, ("post",)))

    def _open_link(self, lead: Lead, person: str) -> None:
        at = self.instagram.act(lead.account, person)
        ref = new_ref(lead.id, lead.ref)
        self.tell(Act(account=lead.account, person=person, at=at, kind="referral", ref=ref), 100)

    def _book(self, lead: Lead, text: str, key: str | None) -> None:
        request = Request(creator=lead.creator, lead=lead.id, text=text, key=key)

        def work(container: Container) -> Dm | str:
            try:
                return container.queue_dm(request)
            except InDoubt:
                return "in doubt"

        def then(answer: Dm | str) -> None:
            if isinstance(answer, Dm):
                self._acknowledge(answer, "api")
                if key is not None:
                    self.keyed.setdefault(lead.id, set()).add(answer.id)

        self._ask("book", work, then)

    def _acknowledge(self, dm: Dm, how: str) -> None:
        self.ledger.acknowledged[dm.creator, dm.id] = how
        self.ledger.note(f"    acknowledged {dm.id[-8:]} ({how})")

    def _look_after(self) -> None:
        """The creators go through their leads: what is in doubt or failed is vouched for or sent again."""
        for lead in self.leads:
            if self.dice.random() < 0.5:
                self._ask("again", partial(_again, lead), _nothing)
            else:
                self._ask("vouch", partial(_vouch, lead), _nothing)

    def _send_again(self) -> None:
        for lead in self.leads:
            self._ask("again", partial(_again, lead), _nothing)

    def _replay_failed(self) -> None:
        """An admin replays all that failed for one cause."""
        self._ask("replay", _of_cause, _nothing)

    def _replay_all(self) -> None:
        """An admin ticks every message there is, failed or not."""
        ids = sorted(id for _, id in self.ledger.acknowledged)
        self._ask("replay", partial(_these, ids), _nothing)


def _nothing(_answer: object) -> None:
    """Nobody waits for it."""


def _again(lead: Lead, container: Container) -> State | str:
    try:
        return container.retry_dm(lead.creator, lead.id).state
    except NothingToRetry as nothing:
        return nothing.status


def _vouch(lead: Lead, container: Container) -> State | str:
    try:
        return container.vouch(lead.creator, lead.id).state
    except NotInDoubt as nothing:
        return nothing.status


def _of_cause(container: Container) -> dict[str, Verdict]:
    return container.replay_dead.of_cause(RESTRICTED, limit=10, by="admin_eva", dry=False)


def _these(ids: Sequence[str], container: Container) -> dict[str, Verdict]:
    return container.replay_dead.these(ids, by="admin_udo", dry=False)
