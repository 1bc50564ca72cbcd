"""An Instagram in memory: an inbox, and answers that a test may choose."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.account import Account
from chalicelib.domain.event import Act, Comment, Echo, Past, Seen
from chalicelib.domain.faults import Code, Fault, Reason, Refused, Trace
from chalicelib.domain.person import Names
from chalicelib.domain.sending import Outgoing, Sent, Sighting
from tests.fakes.clock import Clock
from tests.fakes.wire import Wire, Wired, port


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message in a person's inbox."""

    mid: str
    account: str
    person: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Delivers:
    """The message arrives, and *fault* is all that the caller hears."""

    fault: Fault


Answer = Fault | Delivers | None  # None: the message arrives, and the answer says so


class Instagram(Wired):
    """Accepts everything, unless the next of the scripted *answers* says otherwise."""

    def __init__(self, clock: Clock, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.clock = clock
        self.inbox: list[Message] = []
        self.posts: list[tuple[int, Outgoing]] = []
        self.lag = False
        self.replied: set[str] = set()  # comments that got their one private reply
        self.public: list[tuple[str, str]] = []  # comment and answer
        self.public_answers: deque[Fault | None] = deque()
        self.called: dict[str, Names | Fault] = {}
        self.pages: list[Past | Fault] = []
        self.answers: deque[Answer] = deque()

    @port
    def send(self, outgoing: Outgoing) -> Sent:
        """Takes one message; raises the Fault that was scripted."""
        self.posts.append((self.clock(), outgoing))
        answer = self.answers.popleft() if self.answers else None
        if isinstance(answer, Fault):
            raise answer
        if outgoing.comment in self.replied:
            raise Refused(Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED)
        message = self._deliver(outgoing)
        if isinstance(answer, Delivers):
            raise answer.fault
        return Sent(mid=message.mid, trace=Trace(status=200, ms=1))

    @port
    def reply(self, token: str, comment: str, text: str) -> None:
        """Takes an answer under a comment; raises the Fault that was scripted for it."""
        answer = self.public_answers.popleft() if self.public_answers else None
        if isinstance(answer, Fault):
            raise answer
        self.public.append((comment, text))

    @port
    def names(self, token: str, person: str) -> Names:
        """What the person calls themselves; raises a Fault if they are called *Fault*."""
        known = self.called.get(person, Names())
        if isinstance(known, Fault):
            raise known
        return known

    @port
    def past(self, account: Account, token: str, *, since: int, after: str | None) -> Past:
        """The scripted pages of conversations, one after the other."""
        page = self.pages[int(after or 0)] if self.pages else Past([], None)
        if isinstance(page, Fault):
            raise page
        return Past([act for act in page.acts if act.at >= since], page.after)

    @port
    def sightings(self, account: str, token: str, person: str) -> Sequence[Sighting]:
        """The account's messages to *person*, newest first; none while conversations *lag*."""
        found = [m for m in self.inbox if (m.account, m.person) == (account, person) and not self.lag]
        return [Sighting(mid=m.mid, at=m.at, text=m.text) for m in reversed(found)]

    def will(self, *answers: Answer) -> None:
        """The next sends end like this, one after the other."""
        self.answers.extend(answers)

    def texts(self, person: str) -> list[str]:
        """What *person* finds in the inbox, oldest first."""
        return [message.text for message in self.inbox if message.person == person]

    def _deliver(self, outgoing: Outgoing) -> Message:
        message = Message(
            mid=f"mid-{len(self.inbox) + 1}",
            account=outgoing.account,
            person=outgoing.person,
            text=outgoing.text,
            at=self.clock(),
        )
        self.inbox.append(message)
        self.replied |= {outgoing.comment} if outgoing.comment else set()
        return message


def echo_of(message: Message, *, at: int | None = None) -> Echo:
    """What Instagram tells us of a message of the account's own."""
    return Echo(
        account=message.account,
        person=message.person,
        at=message.at if at is None else at,
        mid=message.mid,
        text=message.text,
    )


def seen_of(message: Message, *, at: int) -> Seen:
    """What Instagram tells us when the person reads *message*."""
    return Seen(account=message.account, mid=message.mid, at=at)


def act(account: str, person: str, *, at: int, ref: str | None = None) -> Act:
    """The person writes, or comes through the link with *ref*."""
    return Act(account=account, person=person, at=at, kind="message" if ref is None else "referral", ref=ref)


def comment(
    account: str, person: str, *, at: int, text: str, id: str = "1790000000001", **more: str
) -> Comment:
    """The person comments on a post."""
    known = {"username": "mia.sol", "media": "1800000000001", "product": "FEED", **more}
    return Comment(account=account, person=person, at=at, comment=id, text=text, **known)


def message(account: str, person: str, *, at: int, text: str, mid: str = "in-1") -> Act:
    """The person writes."""
    return Act(account=account, person=person, at=at, kind="message", mid=mid, text=text)
