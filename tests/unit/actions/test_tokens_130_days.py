"""Months in the life of many connections: every token is renewed in time, whatever goes wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar
from urllib.parse import urlencode

import pytest

from chalicelib.actions.connect_account import Login
from chalicelib.domain.account import DAY, Account, Connection
from chalicelib.domain.faults import Code, Ended, Reason, Unknown
from chalicelib.domain.notice import notice
from chalicelib.graph.login import App, InstagramLogin
from chalicelib.graph.transport import Answer
from chalicelib.workers.accounts import handle
from chalicelib.workers.batch import Record, Work
from simulator.exchange import read_request
from simulator.player import APP_ID, APP_SECRET, Player
from tests.fakes.world import ANA, ANAS, World
from tests.unit.workers.conftest import batch, failures

T = TypeVar("T")
DAYS = 130
STEP = timedelta(hours=1)
LAST_CONNECT = 75  # days: who comes later would not live to see a refresh
NO_ANSWER = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
REVOKED = 40  # the day on which one person changes their password


class Weather:
    """A wire behind which one refresh in *per* fails: before it was done, or with its answer lost."""

    def __init__(self, per: int) -> None:
        self.chance = Random(130)  # noqa: S311 - repeatable on purpose
        self.per = per
        self.failed = self.refreshes = 0

    def __call__(self, call: str, run: Callable[[], T], /) -> T:
        if call != "Login.refresh":
            return run()
        self.refreshes += 1
        luck = self.chance.random() * self.per
        if luck >= 1:
            return run()
        self.failed += 1
        if luck < 0.5:
            run()
        raise NO_ANSWER


class Months:
    """The product's own timer, queue and worker, and a clock that steps; notes every refresh's age."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.start = world.clock()
        self.ages: list[float] = []  # of tokens that were replaced, in days
        self.expired: list[str] = []
        self.noticed: dict[str, int] = {}
        self._before: dict[tuple[str, str], Account] = {}

    @property
    def accounts(self) -> Mapping[tuple[str, str], Account]:
        return self.world.stores.accounts.rows

    def days(self) -> Iterator[int]:
        """The day that begins, one step after the other."""
        while self.world.clock() < self.start + DAYS * DAY:
            yield (self.world.clock() - self.start) // DAY
            self.world.clock.move(STEP)
            self._tick()

    def _tick(self) -> None:
        self.world.call_accounts()
        queue = self.world.visits.queue.messages
        while queue:
            coming = list(queue.values())
            queue.clear()
            for n in range(0, len(coming), 10):
                event = batch(*(message.body for message in coming[n : n + 10]))
                assert handle(event, tend_account=self.world.tend_account, each=in_turn) == failures()
        self._note()

    def _note(self) -> None:
        now = self.world.clock()
        for key, account in self.accounts.items():
            known = self._before.get(key)
            if known is account:
                continue
            self._before[key] = account
            if known is not None and known.token_issued_at != account.token_issued_at:
                self.ages.append((account.token_issued_at - known.token_issued_at) / DAY)
            if account.state is not Connection.ACTIVE:
                self.noticed.setdefault(account.id, now)
        self.expired += [a.id for a in self._before.values() if a.usable and a.token_expires_at <= now]


def in_turn(work: Work, records: Sequence[Record]) -> Sequence[bool]:
    """A batch's records without threads."""
    return [work(record) for record in records]


def test_in_130_days_a_thousand_tokens_are_refreshed_in_time_though_one_refresh_in_twenty_fails() -> None:
    weather = Weather(per=20)
    world = World(wire=weather)
    months, chance = Months(world), Random(7)  # noqa: S311 - repeatable on purpose
    waiting = sorted((chance.uniform(0, LAST_CONNECT), n) for n in range(999))
    revoked_at = 0

    for day in months.days():
        while waiting and waiting[0][0] <= day:
            _, n = waiting.pop(0)
            world.connect(f"user_{n}", f"1784{n:05}", token=f"IG-{n}")
        if day == REVOKED and not revoked_at:
            revoked_at = world.clock()
            world.login.members[ANAS].ended = Ended.PASSWORD_CHANGED

    living = [account for account in months.accounts.values() if account.state is Connection.ACTIVE]
    on_time = [age for age in months.ages if 50 <= age < 51]
    revoked = months.accounts[ANA, ANAS]
    said = notice(revoked, now=world.clock())
    assert (len(months.accounts), len(living)) == (1_000, 999)
    assert weather.refreshes * 0.03 < weather.failed < weather.refreshes * 0.07
    assert len(months.ages) > 999
    assert min(months.ages) >= 50
    assert max(months.ages) < 60
    assert len(on_time) > 0.9 * len(months.ages)
    assert months.expired == []
    assert all(world.login.profile(token(world, account)).id == account.id for account in living)
    assert all(world.clock() - account.token_issued_at < 60 * DAY for account in living)
    assert list(months.noticed) == [ANAS]
    assert months.noticed[ANAS] - revoked_at <= DAY
    assert (revoked.state, revoked.ended) == (Connection.RECONNECT, Ended.PASSWORD_CHANGED)
    assert said is not None
    assert said.code == "PASSWORD_CHANGED"


def token(world: World, account: Account) -> str:
    return world.vault.sealed[account.token][2]


class Wireless:
    """Carries calls straight into the simulator."""

    def __init__(self, player: Player, clock: Callable[[], int], weather: Weather) -> None:
        self.player = player
        self.clock = clock
        self.weather = weather
        self.start = clock()

    def post_form(self, url: str, fields: Mapping[str, str]) -> Answer:
        raise AssertionError(f"nobody logs in anew: {url}, {sorted(fields)}")

    def ask(self, method: str, url: str, query: Mapping[str, str]) -> Answer:
        clock = self.player.box.world.clock
        clock.advance((self.clock() - self.start) // 1_000 - clock.offset())
        target = f"{url}?{urlencode(query)}"
        name = "Login.refresh" if "/refresh_access_token" in url else url
        return self.weather(name, lambda: self._answer(method, target))

    def _answer(self, method: str, target: str) -> Answer:
        reply = self.player.box.answer(read_request(method, target, headers={}))
        headers = {name.lower(): value for name, value in reply.headers.items()}
        return Answer(status=reply.status, headers=headers, body=reply.body)


@pytest.mark.parametrize("renames", [True, False], ids=["a new string", "the same string"])
def test_the_simulator_with_metas_own_rules_accepts_every_token_after_130_days(*, renames: bool) -> None:
    world, player, weather = World(), Player(refresh_renames=renames), Weather(per=20)
    wireless = Wireless(player, world.clock, weather)
    app = App(id=APP_ID, secret=lambda: APP_SECRET, redirect="https://hub.example/back", fields=("messages",))
    instagram = InstagramLogin(wireless, app, version="v26.0", now=lambda: world.clock() / 1_000)
    world.login = instagram  # type: ignore[assignment] # the real one, before anything is built on the fake
    world.stores.accounts.rows.clear()  # Ana's account is unknown to the simulator
    months, chance = Months(world), Random(8)  # noqa: S311 - repeatable on purpose
    waiting = sorted((chance.uniform(0, LAST_CONNECT), n) for n in range(200))
    revoked = ""

    for day in months.days():
        while waiting and waiting[0][0] <= day:
            _, n = waiting.pop(0)
            instagram_login(world, player, wireless, n)
        if day == REVOKED and not revoked:
            revoked = next(account for _, account in months.accounts)
            player.sim("accounts/revoke", {"account": revoked, "subcode": 460})

    living = [account for account in months.accounts.values() if account.state is Connection.ACTIVE]
    ended = {account.id: account.ended for account in months.accounts.values() if account.ended}
    assert ended == {revoked: Ended.PASSWORD_CHANGED}
    assert len(living) == 199
    assert len(months.ages) >= 199
    assert min(months.ages) >= 50
    assert max(months.ages) < 60
    assert months.expired == []
    assert all(instagram.profile(token(world, account)).id == account.id for account in living)


def instagram_login(world: World, player: Player, wireless: Wireless, n: int) -> None:
    """A creator whose account and token are the simulator's."""
    wireless.ask("GET", "/v26.0/me", {})  # its clock shall be ours
    made = player.sim("accounts", {"username": f"user_{n}"})
    given = Login(
        creator=f"user_{n}",
        account=made["id"],
        username=f"user_{n}",
        token=made["access_token"],
        lives=timedelta(seconds=5_183_944),
        scoped_id=made["app_scoped_id"],
    )
    world.connect_account(given)
