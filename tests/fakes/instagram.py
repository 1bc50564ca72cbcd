"""An Instagram in memory: an inbox, and answers that a test may choose."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.event import Act, Echo, Seen
from chalicelib.domain.faults import Fault, Trace
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
        self.answers: deque[Answer] = deque()

    @port
    def send(self, outgoing: Outgoing) -> Sent:
        """Takes one message; raises the Fault that was scripted."""
        self.posts.append((self.clock(), outgoing))
        answer = self.answers.popleft() if self.answers else None
        if isinstance(answer, Fault):
            raise answer
        message = self._deliver(outgoing)
        if isinstance(answer, Delivers):
            raise answer.fault
        return Sent(mid=message.mid, trace=Trace(status=200, ms=1))

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
