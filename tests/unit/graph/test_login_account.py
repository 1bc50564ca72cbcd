"""The account behind a token: who it is, and whether its events and messages are in our reach."""

import pytest

from chalicelib.domain.faults import Code, Deferred, Ended, Fault, NotSent, Reason, Refused, Unknown
from chalicelib.domain.login import LoginFailed, Problem, Profile
from tests.unit.graph.carrier import LONG, LOST, OFFLINE, TRAP, Call, Carrier, Ending, login, over, says

IG_ID = 17841400000000001  # above 2^53: a float would lose its last digit
SCOPED = 25108600000000003
ME = {
    "id": str(SCOPED),
    "user_id": str(IG_ID),
    "username": "ana",
    "name": "Ana Sol",
    "account_type": "BUSINESS",
}
ANA = Profile(id=str(IG_ID), scoped_id=str(SCOPED), username="ana", kind="BUSINESS")
HOST = "https://graph.instagram.com/v26.0/me"
EXPIRED = {"error": {"message": "Session has expired", "code": 190, "error_subcode": 463}}


def test_the_account_is_read_with_its_token_and_the_version() -> None:
    carrier = Carrier(says(ME))

    over(carrier).profile(LONG)

    query = {"fields": "user_id,username,name,account_type", "access_token": LONG}
    assert carrier.calls == [Call("GET", HOST, query)]


@pytest.mark.parametrize("wrapped", [True, False], ids=["as documented", "flat"])
@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        pytest.param({}, {}, id="live"),
        pytest.param({"user_id": IG_ID, "id": SCOPED}, {}, id="ids as numbers"),
        pytest.param({"id": None}, {"scoped_id": None}, id="null scoped id"),
        pytest.param({"id": ""}, {"scoped_id": None}, id="empty scoped id"),
        pytest.param({"username": "Ana.Sol"}, {"username": "ana.sol"}, id="capitals in the name"),
        pytest.param({"account_type": "Media_Creator"}, {"kind": "Media_Creator"}, id="creator"),
        pytest.param({"account_type": None}, {"kind": None}, id="no type"),
        pytest.param({"account_type": 7}, {"kind": None}, id="odd type"),
    ],
)
def test_an_account_is_known_by_its_numbers_in_both_shapes(
    change: dict[str, object], wanted: dict[str, str | None], *, wrapped: bool
) -> None:
    found = {**ME, **change}

    profile = login(says({"data": [found]} if wrapped else found)).profile(LONG)

    expected = {"id": ANA.id, "scoped_id": ANA.scoped_id, "username": "ana", "kind": "BUSINESS"}
    shown = {name: getattr(profile, name) for name in expected}
    assert shown == {**expected, **wanted}


def test_a_number_above_what_a_float_can_hold_keeps_its_last_digit() -> None:
    raw = b'{"user_id": 17841400000000001, "id": 9007199254740993, "username": "ana"}'

    profile = login(says(raw)).profile(LONG)

    assert (profile.id, profile.scoped_id) == ("17841400000000001", "9007199254740993")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({**ME, "user_id": None}, id="null id"),
        pytest.param({"id": "25", "username": "ana"}, id="the scoped id alone"),
        pytest.param({**ME, "user_id": ""}, id="empty id"),
        pytest.param({**ME, "user_id": True}, id="id as a flag"),
        pytest.param({**ME, "user_id": 1.7841400000000001e16}, id="id as a fraction"),
        pytest.param({**ME, "user_id": ["1784"]}, id="id as a list"),
        pytest.param({**ME, "user_id": "1" * 501}, id="endless id"),
        pytest.param({**ME, "id": {"x": 1}}, id="odd scoped id"),
        pytest.param({**ME, "username": None}, id="no name"),
        pytest.param({**ME, "username": ""}, id="empty name"),
        pytest.param({**ME, "username": 5}, id="name as a number"),
        pytest.param({"data": []}, id="empty list"),
        pytest.param({"data": ["1784"]}, id="list of texts"),
        pytest.param({}, id="nothing"),
        pytest.param(b"<html>", id="html"),
        pytest.param(b"[]", id="a list"),
    ],
)
def test_an_answer_that_does_not_name_the_account_is_no_answer(body: object) -> None:
    with pytest.raises(Unknown) as raised:
        login(says(body)).profile(LONG)

    assert raised.value.reason is Reason.NO_ANSWER


def test_a_newcomer_is_an_account_like_any_other() -> None:
    assert login(says(ME)).newcomer(LONG) == ANA


@pytest.mark.parametrize(
    "body", [TRAP, {"error": {"code": 10}}, {"error": {"code": 200, "error_subcode": 2018028}}]
)
def test_a_newcomer_whom_instagram_refuses_is_not_approved_yet(body: object) -> None:
    with pytest.raises(LoginFailed) as failed:
        login(says(body, 400)).newcomer(LONG)

    assert failed.value.problem is Problem.NOT_APPROVED


def test_the_trap_of_the_method_is_a_refusal_for_an_account_that_is_known() -> None:
    with pytest.raises(Refused):
        login(says(TRAP, 400)).profile(LONG)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        pytest.param(LOST, Unknown, id="lost"),
        pytest.param(OFFLINE, NotSent, id="offline"),
        pytest.param(says(b"<html>", 502), Unknown, id="outage"),
        pytest.param(says({"error": {"code": 4}}, 403), Deferred, id="limit"),
        pytest.param(says(EXPIRED, 400), Deferred, id="dead token"),
        pytest.param(says({"data": []}), Unknown, id="nothing"),
    ],
)
def test_trouble_while_a_newcomer_is_read_is_not_taken_for_a_refusal(
    ending: Ending, kind: type[Fault]
) -> None:
    with pytest.raises(Fault) as raised:
        login(ending).newcomer(LONG)

    assert type(raised.value) is kind


@pytest.mark.parametrize(
    ("body", "agreed"),
    [
        ({"success": True}, True),
        ({"success": False}, False),
        ({"success": "true"}, False),
        ({"success": 1}, False),
        ({}, False),
        ({"data": [{"success": True}]}, False),
    ],
    ids=str,
)
def test_a_subscription_counts_when_instagram_says_so(body: object, *, agreed: bool) -> None:
    carrier = Carrier(says(body))

    answer = over(carrier).subscribe(LONG)

    query = {"subscribed_fields": "messages,messaging_seen,comments", "access_token": LONG}
    assert carrier.calls == [Call("POST", f"{HOST}/subscribed_apps", query)]
    assert answer is agreed


@pytest.mark.parametrize(
    ("found", "there"),
    [
        pytest.param([{"id": "99", "subscribed_fields": ["comments", "messages"]}], True, id="ours"),
        pytest.param([{"subscribed_fields": []}, {"subscribed_fields": ["messages"]}], True, id="second"),
        pytest.param([{"id": "99", "subscribed_fields": ["comments"]}], False, id="without messages"),
        pytest.param([{"id": "99", "subscribed_fields": ["message_echoes"]}], False, id="a name alike"),
        pytest.param([{"id": "99", "subscribed_fields": []}], False, id="no fields"),
        pytest.param([{"id": "99"}], False, id="fields not told"),
        pytest.param([{"subscribed_fields": "messages"}], False, id="fields as text"),
        pytest.param([{"subscribed_fields": [["messages"]]}], False, id="nested"),
        pytest.param([], False, id="nobody"),
        pytest.param(["messages"], False, id="texts"),
        pytest.param({"subscribed_fields": ["messages"]}, False, id="an object"),
        pytest.param(None, False, id="null"),
    ],
)
def test_an_account_is_subscribed_when_its_messages_are(found: object, *, there: bool) -> None:
    carrier = Carrier(says({"data": found}))

    answer = over(carrier).subscribed(LONG)

    assert carrier.calls == [Call("GET", f"{HOST}/subscribed_apps", {"access_token": LONG})]
    assert answer is there


def test_a_subscription_is_ended_by_its_own_method() -> None:
    carrier = Carrier(says({"success": True}))

    over(carrier).unsubscribe(LONG)

    assert carrier.calls == [Call("DELETE", f"{HOST}/subscribed_apps", {"access_token": LONG})]


def test_messages_are_in_reach_when_instagram_lists_any_or_none() -> None:
    carrier = Carrier(says({"data": []}))

    over(carrier).permitted(LONG)

    query = {"platform": "instagram", "limit": "1", "access_token": LONG}
    assert carrier.calls == [Call("GET", f"{HOST}/conversations", query)]


def test_messages_that_the_owner_has_locked_are_out_of_reach() -> None:
    locked = {"error": {"message": "no", "code": 200, "error_subcode": 2534041}}

    with pytest.raises(Refused) as raised:
        login(says(locked, 403)).permitted(LONG)

    assert raised.value.reason is Reason.MESSAGE_ACCESS_OFF


@pytest.mark.parametrize("ask", ["profile", "subscribe", "subscribed", "unsubscribe", "permitted"])
@pytest.mark.parametrize(
    ("ending", "kind", "ended"),
    [
        pytest.param(LOST, Unknown, None, id="lost"),
        pytest.param(OFFLINE, NotSent, None, id="offline"),
        pytest.param(says(b"<html>", 500), Unknown, None, id="outage"),
        pytest.param(says({"error": {"code": 2}}, 500), Unknown, None, id="passing"),
        pytest.param(says({"error": {"code": 4}}, 403), Deferred, None, id="limit"),
        pytest.param(says(TRAP, 400), Refused, None, id="trap"),
        pytest.param(says({"error": {"code": 190}}, 400), Deferred, None, id="in doubt"),
        pytest.param(says(EXPIRED, 400), Deferred, Ended.EXPIRED, id="ended"),
    ],
)
def test_every_question_ends_in_an_answer_or_a_fault(
    ask: str, ending: Ending, kind: type[Fault], ended: Ended | None
) -> None:
    with pytest.raises(Fault) as raised:
        getattr(login(ending), ask)(LONG)

    assert (type(raised.value), raised.value.ended) == (kind, ended)


def test_a_limit_says_whom_to_spare() -> None:
    with pytest.raises(Deferred) as raised:
        login(says({"error": {"code": 4}}, 403)).profile(LONG)

    assert (raised.value.code, raised.value.reason) == (Code.RATE_LIMIT, Reason.APP_LIMIT)
