"""A world to tell stories in: people act, workers work, and time passes only when it is told to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import ceil

from chalicelib.actions.capture_lead import Captured, Submission
from chalicelib.actions.connect_account import Login
from chalicelib.actions.ports import Chance
from chalicelib.domain.account import Account
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Event
from chalicelib.domain.hint import Hint
from chalicelib.domain.ids import new_ref
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.log import Entry
from chalicelib.domain.parcel import Webhook, unpack
from chalicelib.domain.spill import Spill
from chalicelib.domain.visit import Visit
from chalicelib.settings import Settings
from tests.fakes.clock import milliseconds
from tests.fakes.instagram import Answer, act
from tests.fakes.parts import Parts
from tests.fakes.queue import Message, Queue
from tests.fakes.wire import Crash, Wire

ANA = "user_ana"
ANAS = "17841400000000001"  # her account
PERSON = "900000000000001"
TOKEN = "IG-token"
MINUTE = timedelta(minutes=1)
MOST = 10_000  # queue messages in one run; more means that something goes round in circles

Work = Callable[[str], timedelta | None]


class World(Parts):
    """The product on its fakes, with Ana's account connected. *answers* are Instagram's next ones."""

    def __init__(
        self,
        *answers: Answer,
        wire: Wire | None = None,
        chance: Chance | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(wire=wire, chance=chance, settings=settings)
        self.instagram.will(*answers)
        self.failures: list[BaseException] = []
        self._sweep_at = self.clock() + milliseconds(MINUTE)
        self.connect()

    def connect(
        self,
        creator: str = ANA,
        account: str = ANAS,
        *,
        username: str | None = None,
        token: str | None = None,
        open_text: bool = False,
    ) -> Account:
        """A creator logs in with Instagram; the account is called like the creator unless it is named."""
        if account not in self.login.members:
            self.login.join(account, username or creator.removeprefix("user_"))
        profile = self.login.members[account].profile
        login = Login(
            creator=creator,
            account=account,
            username=username or creator.removeprefix("user_"),
            token=self.login.give(account, value=token or TOKEN),
            lives=timedelta(days=60),
            scoped_id=profile.scoped_id,
        )
        return self.connect_account(login, open_text=open_text)

    def capture(
        self,
        *,
        form: str = "ana",
        name: str = "Mia Sol",
        provider: Provider = Provider.INSTAGRAM,
        phone: str | None = None,
        message: str | None = None,
    ) -> Captured:
        """Somebody submits a form."""
        return self.capture_lead(
            Submission(form=form, name=name, provider=provider, phone=phone, message=message)
        )

    def open_link(self, lead: Lead, *, person: str = PERSON) -> None:
        """The lead comes through the link; Instagram tells us."""
        ref = new_ref(lead.id, lead.ref)
        self.tell(act(lead.account, person, at=self.clock(), ref=ref))

    def tell(self, *events: Event) -> None:
        """Instagram tells us *events*; a worker will apply them."""
        self.news.put(events)

    def queued(self, *, person: str = PERSON, name: str = "Mia Sol", form: str = "ana") -> Dm:
        """A message that is due, with its hint in the queue."""
        captured = self.capture(name=name, form=form)
        ref = new_ref(captured.lead.id, captured.lead.ref)
        self.apply_event(act(captured.lead.account, person, at=self.clock(), ref=ref))
        return self.dm(captured.dm)

    def dm(self, dm: Dm) -> Dm:
        """The message as it is now."""
        return self.stores.dms.rows[dm.creator, dm.id]

    def lead(self, lead: Lead) -> Lead:
        """The lead as it is now."""
        return self.stores.leads.rows[lead.creator, lead.id]

    def log(self, dm: Dm) -> list[Entry]:
        """What the message's history shows, oldest first."""
        _, entries = self.read_lead(dm.creator, dm.lead)
        return [entry for entry in reversed(entries) if entry.dm == dm.id]

    def send(self, dm: Dm) -> timedelta | None:
        """A worker works on a fresh hint for *dm* at once."""
        return self.send_dm(hint_for(self.dm(dm)))

    def work(self) -> None:
        """The workers handle everything that is due now."""
        for _ in range(MOST):
            if not self._one():
                return
        raise RuntimeError("the queues never become empty")

    def run(self) -> None:
        """The workers work, and the clock moves from one message to the next, until the queues are empty."""
        for _ in range(MOST):
            self.work()
            moment = self._next_at()
            if moment is None:
                return
            self.clock.move_to(moment)
        raise RuntimeError("the queues never become empty")

    def wait(self, span: timedelta) -> None:
        """Time passes, the sweeper comes every minute, and the workers work."""
        end = self.clock() + milliseconds(span)
        self.work()
        while self.clock() < end:
            moment = self._next_at()
            self.clock.move_to(min(end, self._sweep_at, end if moment is None else moment))
            if self.clock() >= self._sweep_at:
                self._sweep_at += milliseconds(MINUTE)
                self.sweep_once()
            self.work()

    def sweep_once(self) -> None:
        """The timers ring; what goes wrong with them is the next round's business."""
        with self._survived():
            self.sweep()
        with self._survived():
            self.call_accounts()

    def _next_at(self) -> int | None:
        times = (self.hints.queue.next_at, self.news.queue.next_at, self.visits.queue.next_at)
        return min((at for at in times if at is not None), default=None)

    def _one(self) -> bool:
        ways: tuple[tuple[Queue, Work], ...] = (
            (self.news.queue, self._on_news),
            (self.visits.queue, self._on_visit),
            (self.hints.queue, self._on_hint),
        )
        for queue, work in ways:
            message = queue.receive()
            if message is not None:
                self._handle(queue, message, work)
                return True
        return False

    def _handle(self, queue: Queue, message: Message, work: Work) -> None:
        """As the queue's worker: a failed message stays hidden until its visibility ends."""
        with self._survived():
            pause = work(message.body)
            if pause is None:
                queue.delete(message)
            else:
                queue.hide(message, timedelta(seconds=ceil(pause.total_seconds())))

    def _on_hint(self, body: str) -> timedelta | None:
        return self.send_dm(Hint.from_text(body))

    def _on_visit(self, body: str) -> None:
        self.tend_account(Visit.from_text(body))

    def _on_news(self, body: str) -> None:
        content = unpack(body)
        if isinstance(content, Spill):
            self.settle_dm.spilled(content)
            return
        told = self.read_webhook(content) if isinstance(content, Webhook) else content
        failed = [error for error in map(self._apply, told) if error]
        if failed:
            raise failed[0]

    def _apply(self, event: Event) -> Exception | None:
        try:
            self.apply_event(event)
        except Exception as error:  # one event's trouble must not take the others along
            return error
        return None

    @contextmanager
    def _survived(self) -> Iterator[None]:
        """A worker may fail or die; the world goes on."""
        try:
            yield
        except (Exception, Crash) as error:
            self.failures.append(error)


def hint_for(dm: Dm) -> Hint:
    """A hint that is not stale."""
    return Hint.of(dm)
