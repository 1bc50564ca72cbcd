"""A message's whole way over real tables, with an Instagram that answers at once."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count, pairwise
from typing import TYPE_CHECKING, cast
from zlib import crc32

from bench.hints import QUEUE, Unused, event
from bench.rounds import pieces
from chalicelib.actions.capture_lead import Captured, Submission
from chalicelib.actions.connect_account import Login
from chalicelib.domain.account import Account
from chalicelib.domain.event import Act
from chalicelib.domain.ids import new_ref
from chalicelib.domain.lead import Provider
from chalicelib.domain.state import State
from chalicelib.domain.tally import BATCH as CHANGES
from chalicelib.domain.tally import Change
from chalicelib.wiring import Parts
from chalicelib.workers import instagram
from tests.fakes.clock import Clock
from tests.fakes.instagram import Instagram, echo_of
from tests.fakes.queues import Hints

if TYPE_CHECKING:
    from chalicelib import queues
    from chalicelib.graph.client import Graph

BATCH = 10
WAY = (None, State.AWAITING_CONTACT, State.QUEUED, State.SENDING, State.SENT, State.SENT)  # confirmed last


class Journey:
    """Leads of one account, step by step; each step takes all of them along."""

    def __init__(self, parts: Parts, creator: str) -> None:
        clock = Clock()
        self.parts = parts
        self.instagram = Instagram(clock)
        parts.graph = cast("Graph", self.instagram)
        self.hints = Hints(clock)
        parts.hints = cast("queues.Hints", self.hints)
        self.account = self._connect(creator)
        self._people = count(1)

    def capture(self, n: int, *, username: str | None = None) -> list[Captured]:
        """*n* people submit the form, with a user name or without."""
        form = self.account.username
        submission = Submission(form=form, name="Mia Sol", provider=Provider.INSTAGRAM, username=username)
        return [self.parts.capture_lead(submission) for _ in range(n)]

    def queue(self, captured: Sequence[Captured]) -> None:
        """Each of them opens the link, and the message is queued."""
        for each in captured:
            self.parts.apply_event(self._act(each))

    def send(self) -> None:
        """The worker sends what is queued, in batches."""
        hints = [hint for hint, _ in self.hints.sent]
        self.hints.sent.clear()
        for batch in pieces(hints, BATCH):
            instagram.handle(event(batch), send_dm=self.parts.send_dm, sqs=Unused(), url=QUEUE)

    def echo(self) -> None:
        """Instagram tells of every message in its inboxes."""
        for message in self.instagram.inbox:
            self.parts.apply_event(echo_of(message, at=self.parts.now()))

    def count(self, messages: int) -> None:
        """The stream's worker counts all moves of so many messages."""
        now = self.parts.now()
        creator = self.account.creator
        moves = [
            Change(creator=creator, old=old, new=new, at=now, wait=350 if new == State.SENT else None)
            for _ in range(messages)
            for old, new in pairwise(WAY)
        ]
        for n, batch in enumerate(pieces(moves, CHANGES)):
            self.parts.tally(batch, batch=f"{self.account.id}-{now}-{n}")

    def check(self, captured: Sequence[Captured]) -> None:
        """RuntimeError unless each of them has one message, and it is sent and confirmed."""
        keys = [(each.dm.creator, each.dm.id) for each in captured]
        dms = self.parts.stores.dms.many(keys[:100])
        sent = [dm for dm in dms.values() if dm.state is State.SENT and dm.confirmed_at]
        if len(sent) != len(keys[:100]) or len(self.instagram.inbox) != len(keys):
            raise RuntimeError(f"{len(sent)} sent, {len(self.instagram.inbox)} in the inbox, of {len(keys)}")

    def _connect(self, creator: str) -> Account:
        login = Login(
            creator=creator,
            account=f"1784{crc32(creator.encode()):013d}",
            username=creator.removeprefix("user_"),
            token="IG-token",  # noqa: S106 - made up
            lives=timedelta(days=60),
        )
        return self.parts.connect_account(login)

    def _act(self, captured: Captured) -> Act:
        lead = captured.lead
        return Act(
            account=lead.account,
            person=f"9{next(self._people):014d}",
            at=self.parts.now(),
            kind="referral",
            ref=new_ref(lead.id, lead.ref),
        )
