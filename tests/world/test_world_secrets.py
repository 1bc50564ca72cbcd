"""A full run leaves no token and no secret in any log, table, queue message or answer."""

import base64
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import product

import pytest

from chalicelib.domain.hint import Hint
from local.provision import client
from tests.world.browser import HERE, SETTINGS, Browser, travel
from tests.world.driver import NAME, TEXT, Json, LocalWorld, http, local_world, until
from tests.world.haystack import Hay, found, logs, messages, rows

NICK = "cleopatra"  # at Instagram; her id with us has nothing of it
SAID = "CanaryWords that a person wrote"
TOKEN = re.compile(rb"IGAA[A-Za-z0-9]{20}")  # the look of every token that the simulator gives out
TRANSIENT = ("table autodm-hub-local-logins", "table autodm-hub-local-once")  # these go by their own dates
ADMIN = ("/api/admin/overview", "/api/admin/dead-letters")


@dataclass(slots=True)
class Run:
    """A world after a full life, and all that was seen of it on the way."""

    world: LocalWorld
    cleo: Browser
    ada: Browser
    tokens: set[str] = field(default_factory=set)
    held: list[Hay] = field(default_factory=list)  # messages, while nobody worked them off
    shown: list[Hay] = field(default_factory=list)  # rows, before anything was deleted
    lead: str = ""
    gone: tuple[str, ...] = ()  # what must not be known any more

    def form(self) -> Json:
        return {"form": NICK, "creator": self.cleo.who}

    def collect(self) -> None:
        """The tokens that Instagram has given out so far."""
        accounts = http("GET", f"{self.world.graph}/_sim/accounts").json
        self.tokens |= {account["access_token"] for account in accounts if account["access_token"]}

    def sends(self, text: str) -> None:
        self.cleo.post("/api/dm/send", {"leadId": self.lead, "provider": "instagram", "message": text})

    def hold(self, queue: str, act: Callable[[], object]) -> None:
        """Acts until a message of it stays in the queue: polls that are still open take the first ones."""

        def look() -> list[Hay]:
            act()
            until(self.world.stats, lambda stats: stats["webhooks"]["pending"] == 0)
            self.collect()
            return list(messages(self.world, queue))

        self.held += until(look, bool)

    def asks_again(self) -> None:
        """A hint to the message that was sent; SQS may well deliver one twice."""
        account = self.cleo.account(NICK)["instagramBusinessId"]
        job = self.world.status(self.lead, self.form())["jobId"]
        sqs = client("sqs", self.world.ready["aws"])
        hint = Hint(creator=self.cleo.who, dm=job, gen=0, account=account)
        sqs.send_message(QueueUrl=self.world.ready["queues"]["instagram"], MessageBody=hint.to_text())
        sqs.close()

    def ends(self, *states: str) -> None:
        self.world.ends(self.lead, *states, account=self.form())

    def answers(self) -> Iterator[Hay]:
        """Every answer of the API that any browser got, headers and body."""
        for seen in (*self.cleo.seen, *self.ada.seen):
            yield Hay("answer", f"{seen.status}\n{seen.headers}\n\n{seen.text}".encode())

    def secrets(self) -> dict[str, str]:
        hook = self.world.ready["webhook"]
        tokens = {f"token {n}": token for n, token in enumerate(sorted(self.tokens))}
        codes = {f"code {n}": code for n, code in enumerate(self.cleo.codes)}
        sessions = {"a session token": "eyJhbGciOi"}
        return {
            **tokens,
            **codes,
            **sessions,
            "app secret": hook["signing_secret"],
            "verify token": hook["verify_token"],
        }


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Everything that can happen to a connection, once."""
    folder = tmp_path_factory.mktemp("secrets")
    with local_world(folder, KEEP_LOGS="1", LOG_LEVEL="DEBUG") as world:
        run = Run(world, Browser(world, "user_77"), Browser(world, "user_ada", role="admin"))
        _connects(run)
        _is_refused(run)
        _is_refreshed(run)
        _is_revoked(run)
        _looks_around(run)
        _leaves(run)
        yield run


def test_no_answer_of_the_api_shows_a_secret(run: Run) -> None:
    seen = list(run.answers())

    assert len(seen) > 30
    assert found(run.secrets(), seen) == []
    assert [hay.raw for hay in seen if TOKEN.search(hay.raw)] == []


def test_no_row_of_any_table_shows_a_secret(run: Run) -> None:
    seen = [*run.shown, *rows(run.world)]

    assert {place.place.rpartition("-")[2].split()[0] for place in seen} >= {"accounts", "leads", "dms"}
    assert found(run.secrets(), seen) == []
    assert [hay.place for hay in seen if TOKEN.search(hay.raw)] == []


def test_no_message_in_any_queue_shows_a_secret(run: Run) -> None:
    seen = [*run.held, *messages(run.world)]

    assert {hay.place.rpartition("-")[2] for hay in run.held} == {"accounts", "events", "instagram"}
    assert [hay.place for hay in run.held if b"MessageGroupId" in hay.raw] != []  # the product's own hint
    assert found(run.secrets(), seen) == []
    assert [hay.place for hay in seen if TOKEN.search(hay.raw)] == []


def test_no_log_shows_a_secret_a_person_or_what_was_written(run: Run) -> None:
    personal = {"name": NAME, "text": TEXT, "words": SAID, "canary": "Canary"}
    states = {f"state {n}": state for n, state in enumerate(run.cleo.states)}
    seen = list(logs(run.world))

    said = b"".join(hay.raw for hay in seen)
    assert [word for word in (b"account.ended", b"login.failed", b"event.applied") if word not in said] == []
    assert found({**run.secrets(), **personal, **states}, seen) == []
    assert [hay.place for hay in seen if TOKEN.search(hay.raw)] == []


def test_after_a_deletion_no_row_knows_the_account_or_its_people(run: Run) -> None:
    names = dict(zip(run.gone, run.gone, strict=True))

    left = found(names, (hay for hay in rows(run.world) if not hay.place.startswith(TRANSIENT)))

    assert {name for _, name in found(names, run.shown)} == set(names)
    assert left == []


def test_the_search_finds_each_secret_in_every_place_and_dress(run: Run) -> None:
    dresses = {
        "plain": lambda raw: b'{"level":"INFO","url":"/me?access_token=' + raw + b'"}',
        "base64": base64.b64encode,
        "base64 inside": lambda raw: b'{"x":"' + base64.b64encode(b"ab" + raw + b"tail") + b'"}',
        "hex": lambda raw: b"key=" + raw.hex().encode(),
    }
    long = {name: secret for name, secret in run.secrets().items() if len(secret) > 20}

    for (name, secret), (dress, wear) in product(long.items(), dresses.items()):
        assert (dress, name) in found(run.secrets(), [Hay(dress, wear(secret.encode()))])


def test_the_search_finds_what_is_planted_in_a_row_a_message_and_a_log(run: Run) -> None:
    token, place = max(run.tokens), "autodm-hub-local-once"
    dynamodb, sqs = client("dynamodb", run.world.ready["aws"]), client("sqs", run.world.ready["aws"])
    key = dynamodb.describe_table(TableName=place)["Table"]["KeySchema"][0]["AttributeName"]
    dynamodb.put_item(TableName=place, Item={key: {"S": "planted"}, "seal": {"B": token.encode()}})
    dead = run.world.ready["queues"]["instagram_dead"]
    sqs.send_message(QueueUrl=dead, MessageBody=f"planted {token}")
    folder = run.world.running.logs
    assert folder is not None
    (folder / "planted.log").write_text(f"GET /me?access_token={token}\n")

    hits = found({"token": token}, [*rows(run.world), *messages(run.world), *logs(run.world)])

    dynamodb.delete_item(TableName=place, Key={key: {"S": "planted"}})
    sqs.purge_queue(QueueUrl=dead)
    (folder / "planted.log").unlink()
    assert hits == [
        (f"table {place} seal", "token"),
        ("queue autodm-hub-local-instagram-dead", "token"),
        ("log planted.log", "token"),
    ]


def _connects(run: Run) -> None:
    """With the loops standing still, so that the messages on the way can be read."""
    run.world.sim("accounts", username=NICK, subscribed=False)
    run.collect()
    run.cleo.ends(run.cleo.allows(run.cleo.begins(), auto="deny"))
    with _standing(run.world):
        run.hold("accounts", lambda: run.cleo.connects(NICK))
        run.collect()
        lead = run.cleo.post("/api/leads", _filled_in()).data
        link = {"link": lead["contactLink"], "username": "canary_fan"}
        run.hold("events", lambda: run.world.sim("open-link", **link))
    run.lead = lead["leadId"]
    run.ends("sent")
    with _standing(run.world):
        said = {"account": NICK, "username": "canary_fan", "text": SAID}
        run.hold("events", lambda: run.world.sim("say", **said))
        run.hold("instagram", run.asks_again)
        run.held += _own_hint(run)
    run.ends("sent")


def _own_hint(run: Run) -> list[Hay]:
    """What the queue holds with a hint that the product sent; it may be unseen until its slot.

    A poll that is still open may take the hint away, so that another message has to bring the next one.
    """
    for n in range(6):
        run.sends(f"{TEXT} too, {n}")
        with suppress(AssertionError):
            return until(
                lambda: list(messages(run.world, "instagram")),
                lambda held: any(b"MessageGroupId" in hay.raw for hay in held),
                seconds=5,
            )
    raise AssertionError("no hint stayed in the queue")


def _is_refused(run: Run) -> None:
    for code, end in ((100, "failed"), (613, "retrying")):
        limit = {"status": 400, "code": code, "headers": {"Retry-After": "2"}}
        run.world.fault(limit, path="/messages")
        run.sends(f"{TEXT} refused {code}")
        run.ends(end)
    run.ends("sent")


def _is_refreshed(run: Run) -> None:
    before = run.cleo.account(NICK)["tokenExpiresAt"]
    travel(run.world, days=51)
    run.cleo.sign_in()
    until(lambda: run.cleo.account(NICK)["tokenExpiresAt"], lambda seen: seen > before)
    run.collect()


def _is_revoked(run: Run) -> None:
    run.world.sim("say", account=NICK, username="canary_fan", text=SAID)
    run.world.quiet()
    run.world.sim("accounts/revoke", account=NICK, subcode=460)
    run.sends(f"{TEXT} late")
    run.ends("retrying")
    run.cleo.becomes(NICK, state="reconnect")
    assert run.cleo.connects(NICK) == f"{SETTINGS}?connected={NICK}"
    run.collect()
    run.ends("sent")


def _looks_around(run: Run) -> None:
    run.ada.sign_in()
    for path in (HERE, SETTINGS, "/api/leads", f"/api/dm/status/{run.lead}", f"{HERE}?next=x", "/api/health"):
        run.cleo.get(path)
    for path in (*ADMIN, "/api/openapi.json", "/docs", "/api/leads", "/settings/instagram?problem=app"):
        run.ada.get(path)
    run.cleo.get(f"{HERE}/callback?code={run.cleo.codes[0]}&state={run.cleo.states[0]}")
    run.cleo.ask("POST", f"{run.world.api}{HERE}/deauthorize", signed_request="x.y")
    run.shown = list(rows(run.world))


def _leaves(run: Run) -> None:
    account = run.cleo.account(NICK)["instagramBusinessId"]
    run.gone = (account, NICK, NAME, "canary_fan")
    run.cleo.ask("DELETE", f"{run.world.api}{HERE}")
    request = run.world.sim("signed-request", account=NICK, user_id="id")["signed_request"]
    url = run.cleo.ask("POST", f"{run.world.api}{HERE}/data-deletion", signed_request=request).json["url"]
    travel(run.world, minutes=6)
    until(lambda: run.cleo.post("/api/leads", _filled_in()).status, lambda status: status == 400)
    travel(run.world, minutes=6)
    until(lambda: run.cleo.ask("GET", url).text, lambda page: "Everything was deleted on" in page)


def _filled_in() -> Json:
    return {
        "form": NICK,
        "name": NAME,
        "instagramUsername": "canary_fan",
        "provider": "instagram",
        "consent": True,
    }


@contextmanager
def _standing(world: LocalWorld) -> Iterator[None]:
    """For a while nothing is taken from any queue."""
    sender, loop = [pid for pid, command in world.running.children().items() if "local.loop" in command]
    os.kill(sender, signal.SIGSTOP)
    os.kill(loop, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(loop, signal.SIGCONT)
        os.kill(sender, signal.SIGCONT)
