"""Controls: what they create, show and refuse."""

import json
import random
from pathlib import Path

import pytest

from simulator.clock import Clock
from simulator.ids import Ids
from simulator.player import Json, Player


@pytest.fixture
def ig() -> Player:
    player = Player()
    player.sim("accounts", {"username": "ana", "id": "17841400000000001"})
    return player


def test_an_account_can_be_given_every_id(ig: Player) -> None:
    body = {
        "username": "ben",
        "id": "90010138419114",
        "app_scoped_id": "26000000000000002",
        "access_token": "IGAAben",
    }

    made = ig.sim("accounts", body)

    assert {name: made[name] for name in body} == body
    assert ig.ask("GET", "/me?fields=user_id", token="IGAAben").body["user_id"] == "90010138419114"


def test_changing_an_account_keeps_what_is_not_named(ig: Player) -> None:
    before = ig.sim("accounts", {"username": "ana"})

    after = ig.sim("accounts", {"username": "ana", "message_access": False})

    assert after == before | {"message_access": False}
    assert len(ig.rows("accounts")) == 1


def test_an_account_can_be_named_by_id_everywhere(ig: Player) -> None:
    by_id = ig.sim("people", {"account": "17841400000000001", "username": "bob"})

    assert by_id == ig.sim("people", {"account": "ana", "username": "Bob"})


def test_a_person_can_be_given_an_igsid_and_renamed(ig: Player) -> None:
    ig.sim("people", {"account": "ana", "username": "bob", "igsid": "123456789012345"})

    renamed = ig.sim("people", {"account": "ana", "username": "robert", "igsid": "123456789012345"})

    assert renamed == {"igsid": "123456789012345", "username": "robert", "available": True}


def test_somebody_new_is_created_by_their_first_act(ig: Player) -> None:
    opened = ig.sim("open-link", {"link": "https://ig.me/m/ana?ref=lead-1", "username": "nina"})
    by_igsid = ig.sim("say", {"account": "ana", "igsid": "555555555555555", "text": "hi"})

    assert opened["igsid"] == ig.sim("people", {"account": "ana", "username": "nina"})["igsid"]
    assert by_igsid["username"] == "person_555555"


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("accounts", {}, "username"),
        ("accounts", {"username": 5}, "username"),
        ("accounts", {"username": "x", "id": "abc"}, "id"),
        ("accounts", {"username": "ana", "id": "17841400000000009"}, "username"),
        ("accounts", {"username": "x", "tester": "yes"}, "tester"),
        ("accounts", {"username": "x", "account_type": "ROBOT"}, "account_type"),
        ("accounts/revoke", {"account": "ana", "subcode": 7}, "subcode"),
        ("accounts/revoke", {"account": "zed"}, "account"),
        ("app", {"sign_with": "crayon"}, "sign_with"),
        ("app", {"echo": "no"}, "echo"),
        ("app", {"redirect_uris": "x"}, "redirect_uris"),
        ("app", {"retry_gaps_s": [-1]}, "retry_gaps_s"),
        ("app", {"webhook_url": "ftp://x"}, "webhook_url"),
        ("app", {"sends_per_second": -1}, "sends_per_second"),
        ("app", {"colour": "red"}, "colour"),
        ("people", {"username": "bob"}, "account"),
        ("people", {"account": "ana"}, "username"),
        ("say", {"account": "ana", "username": "bob"}, "text"),
        ("say", {"account": "ana", "username": "ana", "text": "x"}, "username"),
        ("say", {"account": "ana", "username": "bob", "text": "x", "ref": "a b"}, "ref"),
        ("tap", {"account": "ana", "username": "bob"}, "payload"),
        ("see", {"account": "ana", "username": "ghost"}, "username"),
        ("comment", {"account": "ana", "username": "bob", "text": "x", "product": "SHOP"}, "product"),
        ("open-link", {"link": "https://example.com/m/ana?ref=x", "username": "bob"}, "link"),
        ("open-link", {"link": "https://ig.me/m/ana", "username": "bob"}, "link"),
        ("open-link", {"account": "ana", "username": "bob"}, "ref"),
        ("clock", {"advance_s": "60"}, "advance_s"),
        ("clock", {}, "advance_s"),
        ("webhooks", {}, "hold"),
        ("redeliver", {"last": "all"}, "last"),
        ("say", [1], "body"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_bad_input_is_a_400_that_names_the_field(ig: Player, name: str, body: object, field: str) -> None:
    answer = ig.ask("POST", f"/_sim/{name}", body)

    assert (answer.status, answer.body["field"]) == (400, field)
    assert answer.body["error"].startswith(f"{field}: ")


def test_see_without_a_message_names_the_field(ig: Player) -> None:
    ig.sim("people", {"account": "ana", "username": "bob"})

    assert ig.ask("POST", "/_sim/see", {"account": "ana", "username": "bob"}).body["field"] == "mid"


def test_another_accounts_igsid_is_refused(ig: Player) -> None:
    ig.sim("accounts", {"username": "ben"})
    bob = ig.sim("people", {"account": "ana", "username": "bob"})

    body = {"account": "ben", "igsid": bob["igsid"], "text": "hi"}

    assert ig.ask("POST", "/_sim/say", body).body["field"] == "igsid"


def test_a_control_that_does_not_exist_is_a_404(ig: Player) -> None:
    assert ig.ask("POST", "/_sim/nonsense", {}).status == 404
    assert ig.ask("GET", "/_sim/say").status == 404


def test_switches_can_be_read_but_secrets_cannot(ig: Player) -> None:
    shown = ig.sim("app", {"echo": False})

    assert shown["echo"] is False
    assert "app-secret" not in json.dumps(shown)


def test_calls_are_listed_without_tokens_and_texts(ig: Player) -> None:
    [account] = ig.rows("accounts")
    token = account["access_token"]
    bob = ig.sim("say", {"account": "ana", "username": "bob", "text": "hi"})
    ig.ask("GET", f"/v26.0/me?fields=id&access_token={token}")
    ig.send(token, {"id": bob["igsid"]}, {"text": "very private"})

    calls = ig.rows("calls")

    assert [(call["method"], call["status"], call["account"]) for call in calls] == [
        ("GET", 200, account["id"]),
        ("POST", 200, account["id"]),
    ]
    assert calls[0]["path"] == "/v26.0/me?fields=id&access_token=***"
    assert calls[1]["recipient"] == bob["igsid"]
    assert token not in json.dumps(calls)
    assert "private" not in json.dumps(calls)


def test_login_calls_hide_code_and_secret(ig: Player) -> None:
    ig.ask("GET", "/access_token?client_secret=app-secret&access_token=IGAAx&grant_type=ig_exchange_token")

    [call] = ig.rows("calls")
    assert call["path"] == "/access_token?client_secret=***&access_token=***&grant_type=ig_exchange_token"


def test_calls_can_be_asked_for_since_a_time_and_cleared(ig: Player) -> None:
    ig.ask("GET", "/me")
    ig.later(10)
    ig.ask("GET", "/v26.0/me")
    now = ig.sim("clock", method="GET")["now_ms"]

    late = ig.rows(f"calls?since={now}")
    ig.sim("calls", method="DELETE")

    assert [call["path"] for call in late] == ["/v26.0/me"]
    assert ig.rows("calls") == []


def test_a_dropped_call_has_no_status(ig: Player) -> None:
    ig.sim("faults", {"do": "drop"})

    ig.ask("GET", "/v26.0/me")

    assert ig.rows("calls")[0]["status"] is None


def test_the_inbox_can_be_narrowed(ig: Player) -> None:
    tokens = {"ana": ig.rows("accounts")[0]["access_token"]}
    tokens["ben"] = ig.sim("accounts", {"username": "ben"})["access_token"]
    for account, token in tokens.items():
        for person in ("bob", "eve"):
            who = ig.sim("say", {"account": account, "username": person, "text": "hi"})
            ig.send(token, {"id": who["igsid"]}, {"text": f"{account} to {person}"})

    def texts(query: str) -> list[str]:
        return [message["text"] for message in ig.rows(f"inbox{query}")]

    assert texts("") == ["ana to bob", "ana to eve", "ben to bob", "ben to eve"]
    assert texts("?username=bob") == ["ana to bob", "ben to bob"]
    assert texts("?username=bob&account=ben") == ["ben to bob"]
    assert texts("?recipient=999") == []


def test_a_signed_request_comes_for_either_id(ig: Player) -> None:
    by_scope: Json = ig.sim("signed-request", {"account": "ana"})
    by_id: Json = ig.sim("signed-request", {"account": "ana", "user_id": "id"})

    assert by_scope["signed_request"].count(".") == 1
    assert by_scope != by_id


def test_the_clock_file_is_shared_and_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    path.write_text("100\n")
    clock = Clock(path, real=lambda: 1000.0)

    after = clock.advance(50)

    assert (after, path.read_text(), clock.now()) == (150, "150", 1150.0)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", ["", "soon", "1.5"])
def test_an_unreadable_clock_file_leaves_the_last_offset(tmp_path: Path, content: str) -> None:
    path = tmp_path / "clock"
    path.write_text("100")
    clock = Clock(path, real=lambda: 1000.0)
    clock.now()

    path.write_text(content)

    assert clock.now() == 1100.0


def test_ids_have_instagrams_shapes() -> None:
    ids = Ids(random.Random(3))  # noqa: S311 - ids of a simulation
    lengths = {len(ids.person()) for _ in range(300)}

    assert lengths == {15, 16, 17}
    assert ids.account().startswith("1784")
    assert len(ids.account()) == 17
    assert int(ids.app_scoped()) > 2**53
    assert ids.token().startswith("IGAA")
    assert len(ids.trace()) == 23
