"""The phone page and the relay to the simulator, without a browser."""

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from local.dev import DevRoutes
from local.identity import Identity
from local.mischief import TABLE
from local.phone import Phone
from local.relay import Relay
from local.simulated import Simulated
from local.waiting import Waiting
from local.web import Answer, Refused, Request
from simulator.player import Player

ORIGIN = "http://127.0.0.1:8000"
LINK = "https://ig.me/m/ana?ref=abc-def"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "\u202eevil",
    "👑" * 900,
)


@dataclass(frozen=True)
class Played(Simulated):
    """The simulator in this process."""

    graph: str = ""
    player: Player = field(default_factory=Player)

    def call(self, method: str, control: str, *, query: str = "", body: bytes = b"") -> tuple[int, bytes]:
        target = f"/_sim/{control}{'?' if query else ''}{query}"
        heard = self.player.ask(method, target, json.loads(body) if body else None)
        return heard.status, json.dumps(heard.body).encode()


@pytest.fixture
def simulated() -> Played:
    simulated = Played()
    for name in ("ana", "ben"):
        simulated.post("accounts", username=name)
    return simulated


def waits(_account: str) -> list[Waiting]:
    return [Waiting("lead-1", "<b>Kim</b>", None, LINK)]


def phone(simulated: Simulated | None) -> Phone:
    return Phone(simulated, origin=ORIGIN, base="/live", waiting=waits)


def get(simulated: Simulated | None, **query: str) -> str:
    request = Request(method="GET", path="/dev/phone", query=urlencode(query))
    return phone(simulated).show(request).body.decode()


def post(simulated: Simulated, *headers: tuple[str, str], **fields: str) -> Answer:
    body = urlencode({"account": "ana", "person": "mia", **fields}).encode()
    return phone(simulated).act(Request(method="POST", path="/dev/phone", headers=headers, body=body))


def test_with_another_graph_server_the_page_says_that_there_is_no_phone() -> None:
    assert "There is no phone here" in get(None)


def test_whoever_writes_stays_on_the_same_phone(simulated: Played) -> None:
    answer = post(simulated, act="say", text="Hello", account="ben", person="@Zoe")

    assert (answer.status, dict(answer.headers)["Location"]) == (
        303,
        "/live/dev/phone?account=ben&person=zoe",
    )
    assert "Hello" in get(simulated, account="ben", person="zoe")


def test_a_link_leads_to_the_account_that_it_is_of(simulated: Played) -> None:
    answer = post(simulated, act="open", link=f" {LINK} ", account="ben", person="mia")

    assert dict(answer.headers)["Location"] == "/live/dev/phone?account=ana&person=mia"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"act": "say", "text": " "}, "Type something first."),
        ({"act": "comment"}, "Type something first."),
        ({"act": "open", "link": "https://evil.example"}, "must look like https://ig.me"),
        ({"act": "see"}, "nobody has it"),
        ({"act": "tap", "offer": "mid 0"}, "not there any more"),
        ({"act": "tap", "offer": "mid ²"}, "not there any more"),
        ({"act": "fault", "fault": "magic"}, "The phone cannot do that."),
        ({"act": "fly"}, "The phone cannot do that."),
        ({}, "The phone cannot do that."),
        ({"act": "say", "text": "hi", "person": "no name"}, "A user name has letters"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    simulated: Played, fields: dict[str, str], sentence: str
) -> None:
    answer = post(simulated, **fields)

    assert answer.status == 422
    assert sentence in answer.body.decode()


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_people_write_is_shown_as_text_alone(simulated: Played, text: str) -> None:
    post(simulated, act="say", text=text)
    post(simulated, act="comment", comment=text)

    page = get(simulated, account="ana", person="mia")

    assert page.count("<script") == 2  # ours
    assert not any(one in page for one in ("<img src=x", "\u202e", "<b>Kim", ">49<"))


@pytest.mark.parametrize("fault", TABLE, ids=lambda one: one.name)
def test_every_mischief_is_said_while_it_lasts(simulated: Played, fault: object) -> None:
    assert "Instagram is well." in get(simulated)
    name = next(one.name for one in TABLE if one is fault)

    assert post(simulated, act="fault", fault=name).status == 303

    assert "Instagram is well." not in get(simulated)


def test_clear_all_heals_everything_but_a_dead_token(simulated: Played) -> None:
    for one in TABLE:
        post(simulated, act="fault", fault=one.name, times="always")

    post(simulated, act="clear")

    page = get(simulated)
    assert ": until cleared" not in page
    assert "The token of @ana is dead." in page
    assert "Instagram is well." in get(simulated, account="ben")


def test_another_sites_page_can_do_nothing(simulated: Played) -> None:
    with pytest.raises(Refused):
        post(simulated, ("Sec-Fetch-Site", "cross-site"), act="clear")


def relayed(simulated: Simulated | None, path: str, method: str = "GET", **headers: str) -> Answer:
    request = Request(method=method, path=path, headers=list(headers.items()))
    return Relay(simulated, ORIGIN).answer(request)


def test_the_relay_passes_controls_on(simulated: Played) -> None:
    answers = [relayed(simulated, "/dev/sim/accounts"), relayed(simulated, "/dev/sim/faults", "DELETE")]

    assert [answer.status for answer in answers] == [200, 200]
    assert [one["username"] for one in json.loads(answers[0].body)] == ["ana", "ben"]


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/dev/sim/", "GET", {}),
        ("/dev/sim/../oauth/authorize", "GET", {}),
        ("/dev/sim/a/b/c", "GET", {}),
        ("/dev/sim/accounts?x", "GET", {}),
        ("/dev/sim/accounts", "PUT", {}),
        ("/dev/sim/faults", "DELETE", {"Origin": "http://127.0.0.1:9999"}),
        ("/dev/sim/say", "POST", {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_the_relay_refuses_everything_else(
    simulated: Played, path: str, method: str, headers: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        relayed(simulated, path, method, **headers)


def test_without_a_simulator_there_is_no_relay() -> None:
    routes = DevRoutes(Identity(ORIGIN, lambda: 0.0, {"STAGE": "local"}))

    with pytest.raises(Refused):
        routes.answer(Request(method="GET", path="/dev/sim/app"))


@pytest.mark.parametrize(("name", "kind"), [("phone.js", "text/javascript"), ("phone.css", "text/css")])
def test_the_pages_own_files_are_served(name: str, kind: str) -> None:
    routes = DevRoutes(Identity(ORIGIN, lambda: 0.0, {"STAGE": "local"}))

    answer = routes.answer(Request(method="GET", path=f"/dev/{name}"))

    assert answer is not None
    assert dict(answer.headers)["Content-Type"] == f"{kind}; charset=utf-8"
