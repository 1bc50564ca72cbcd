"""One history: a world, a schedule, a plan of faults, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.actions.connect_account import Login
from chalicelib.domain.account import HOUR, Account
from chalicelib.domain.automation import Automation
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.gate import OPEN_FOR
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.chance import Chance
from tests.fakes.clock import START, Clock
from tests.fakes.contacts import Contacts
from tests.fakes.once import Mids
from tests.fakes.vault import Vault
from tests.faults.breaks import Plan
from tests.faults.cloud import Cloud, Job
from tests.faults.container import Container, Outside, Variants
from tests.faults.dice import dice
from tests.faults.instagram import Instagram
from tests.faults.ledger import Broken, Key, Ledger, short
from tests.faults.lockstep import Carrier, Lockstep
from tests.faults.login import Login as InstagramLogin
from tests.faults.rules import violations
from tests.faults.scenario import ANA, BEN, OWNERS, Scenario, scripts
from tests.faults.sources import (
    CALLS,
    MINUTE,
    QueueSource,
    StreamSource,
    Timer,
    apply_events,
    send_instagram,
    tend_accounts,
)
from tests.faults.sqs import Sqs, hinted
from tests.faults.tables import watched_stores
from tests.faults.worlds import World

RECONNECTS_AFTER = 20 * MINUTE  # until a creator whose token ended logs in again
END = START + 12 * HOUR  # of what is told about accounts
WORKERS = (("instagram", send_instagram), ("events", apply_events), ("accounts", tend_accounts))
DAYS = timedelta(days=60)
COMMENT = Automation(
    creator=BEN[0],
    account=BEN[1],
    id="a" * 24,
    name="Link",
    trigger=Trigger.COMMENT,
    text="Here is the link, {username}.",
    public=("Look into your messages!",),
    once=False,  # so that nothing but the event itself keeps it from being answered twice
    created_at=START,
    active_since=START,
)
MESSAGE = replace(COMMENT, id="b" * 24, trigger=Trigger.MESSAGE, text="The menu, {username}.", public=())
AUTOMATIONS = (COMMENT, replace(MESSAGE, rule=Rule(mode=Mode.EXACT, words=("menu",))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A deliberate mistake: classes to use instead of the product's or the tables'."""

    actions: Variants = field(default_factory=dict)
    mids: type[Mids] = Mids
    contacts: type[Contacts] = Contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is played. *storm* brings doubles, losses and slow calls of the surroundings, too."""

    world: World
    schedule: int
    seed: int
    people: tuple[str, ...] = tuple(OWNERS)  # those who take part
    storm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a history."""

    violations: list[str]
    states: Counter[str]
    crossed: list[tuple[str, str]]
    faults: list[Broken]
    lines: list[str] | None


class History:
    """The whole world of one history."""

    def __init__(self, case: Case, plan: Plan, *, swap: Swap, crew: list[Carrier], trace: bool) -> None:
        self.case = case
        self.dice = dice(f"{case.seed}/{case.schedule}")
        self.clock = Clock()
        self.ledger = Ledger(self.clock)
        self.ledger.lines = [] if trace else None
        self.lockstep = Lockstep(self.clock, crew)
        rough = 1.0 if case.storm else 0.0
        self.cloud = Cloud(
            self.lockstep, self.dice, self.ledger, plan=plan, world=case.world, slow=0.01 * rough
        )
        self.sqs = Sqs(self.clock, self.cloud, self.dice, doubles=0.15)
        self.instagram = self._instagram(losses=0.2 * rough)
        self.stores = watched_stores(
            self.cloud, self._written, self._tended, mids=swap.mids, contacts=swap.contacts
        )
        self.stream = StreamSource(self.cloud, self.dice)
        self.sweeps = Timer(self.cloud, MINUTE, self._kicks, name="sweep", act=lambda c: c.sweep())
        self.calls = Timer(
            self.cloud, CALLS, self._cares, name="call_accounts", act=lambda c: c.call_accounts()
        )
        self.vault = Vault(self.cloud)
        self.login = InstagramLogin(self.cloud, self.instagram)
        outside = Outside(
            clock=self.clock,
            chance=Chance(case.seed),
            stores=self.stores,
            vault=self.vault,
            sqs=self.sqs,
            instagram=self.instagram,
            login=self.login,
        )
        self.cloud.make = lambda: Container(outside, swap.actions)
        self.scenario = Scenario(self.cloud, self.instagram, self.ledger, self.dice)

    def play(self) -> Outcome:
        """Runs until nothing is left to do, and judges."""
        container = self.cloud.make()
        if self.case.schedule % 2:
            self.login.silent.add(BEN[1])
        for creator, account in dict.fromkeys(OWNERS[person] for person in self.case.people):
            self._connect(container, creator, account)
        if self.case.schedule % 4 > 1:  # Instagram has just failed often: Ben's circuit is still open
            until = self.clock.now + OPEN_FOR // 5
            self.stores.gates.close(BEN[1], until, Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)
        for automation in AUTOMATIONS:
            self.stores.automations.rows[automation.account, automation.id] = automation
        for name, handler in WORKERS:
            QueueSource(self.cloud, self.sqs.queues[name], handler, self.dice)
        self.scenario.begin(self.case.schedule, self.case.people, creator_acts=self.case.world.creator)
        self._run()
        found = violations(self)
        states = Counter(dm.state.value for dm in self.stores.dms.rows.values())
        return Outcome(
            violations=found,
            states=states,
            crossed=self.ledger.crossed,
            faults=self.ledger.faults,
            lines=self.ledger.lines,
        )

    def hints(self) -> Counter[str]:
        """How many hints there were for each message."""
        return Counter(hinted(body) for body in self.sqs.queues["instagram"].bodies)

    def _run(self) -> None:
        self.lockstep.run()
        if self.sqs.queues["events"].dead:  # the alarm called an operator
            self.sqs.queues["events"].redrive()
            self.lockstep.run()

    def _instagram(self, *, losses: float) -> Instagram:
        instagram = Instagram(
            self.clock,
            self.cloud,
            self.dice,
            world=self.case.world,
            ledger=self.ledger,
            scripts=scripts(self.case.schedule, self.dice),
            losses=losses,
        )
        instagram.who = self._who
        instagram.ended = self._reconnect
        return instagram

    def _reconnect(self, account: str) -> None:
        creator = next(creator for creator, own in (ANA, BEN) if own == account)

        def log_in() -> None:
            self.cloud.invoke("api", lambda container: self._connect(container, creator, account), again)

        def again(connected: str | None) -> None:
            if connected is None:  # whoever gets no answer presses the button once more
                self.lockstep.at(self.clock.now + MINUTE, log_in)

        self.lockstep.at(self.clock.now + RECONNECTS_AFTER, log_in)

    def _connect(self, container: Container, creator: str, account: str) -> str:
        """The account's user name."""
        token = f"token-{self.clock.now - START}"
        self.instagram.tokens[account] = token
        name = self.instagram.called[account] = creator.removeprefix("user_")
        login = Login(
            creator=creator,
            account=account,
            username=name,
            token=token,
            lives=DAYS,
            subscribed=account not in self.login.silent,
        )
        return container.connect_account(login).username

    def _who(self) -> tuple[Key, int]:
        job = self.lockstep.current
        if not isinstance(job, Job):
            raise TypeError("nobody sends outside of a function")
        dm = hinted(job.body)
        key = next(key for key in self.stores.dms.rows if key[1] == dm)
        return key, self.ledger.working_on(job, key)

    def _kicks(self) -> list[int]:
        return [dm.kick_at for dm in self.stores.dms.rows.values() if dm.kick_at is not None]

    def _cares(self) -> list[int]:
        """What is due for the accounts; the daily visits are left out, or histories would never end."""
        cares = (account.care_at for account in self.stores.accounts.rows.values())
        return [at for at in cares if at is not None and at < END]

    def _tended(self, account: Account) -> None:
        if account.care_at is not None and account.care_at < END:
            self.calls.look(account.care_at)

    def _written(self, old: Dm | None, new: Dm) -> None:
        job = self.lockstep.current
        function = job.invocation.function if isinstance(job, Job) else ""
        self.ledger.changed(job, function, old, new)
        if new.kick_at is not None and (old is None or old.kick_at != new.kick_at):
            self.sweeps.look(new.kick_at)
        if old is None or old.state is not new.state:
            self.stream.add(old, new)
            self._told(new)

    def _told(self, dm: Dm) -> None:
        """What has arrived is never called failed, for whoever reads that sends it again."""
        key = dm.creator, dm.id
        if dm.state is State.FAILED and any(message.dm == key for message in self.instagram.inbox):
            self.ledger.wrong(f"false: {short(dm.id)} fails, and yet it has arrived")
