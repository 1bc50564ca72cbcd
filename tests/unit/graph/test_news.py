"""What happens in a conversation, read into events."""

import pytest

from chalicelib.domain.event import Act, Echo, Seen
from chalicelib.graph.news import read
from tests.unit.graph.bodies import MS, PERSON, TEXT, US, Item, act, body, entry, item, one, other


@pytest.mark.parametrize(
    ("given", "event"),
    [
        pytest.param(TEXT, act(mid="m1", text="LINK please"), id="text"),
        pytest.param(
            item(message={"mid": "m1", "attachments": [{"type": "like_heart"}]}),
            act(mid="m1"),
            id="attachment without payload",
        ),
        pytest.param(
            item(message={"mid": "m1", "text": "wow", "reply_to": {"story": {"id": "1"}}}),
            act("story_reply", mid="m1", text="wow"),
            id="story reply",
        ),
        pytest.param(item(message={"mid": "m1", "is_unsupported": True}), act(mid="m1"), id="unsupported"),
        pytest.param(
            item(message={"mid": "m1", "text": "Yes", "quick_reply": {"payload": "YES"}}),
            act("quick_reply", mid="m1", text="Yes", payload="YES"),
            id="quick reply",
        ),
        pytest.param(
            item(message={"mid": "m1", "text": "hi", "referral": {"ref": "r1", "source": "ADS"}}),
            act(mid="m1", text="hi", ref="r1"),
            id="message with referral",
        ),
        pytest.param(
            item(message={"mid": "m1", "text": "hi"}, referral={"ref": "r1"}),
            act(mid="m1", text="hi", ref="r1"),
            id="referral beside the message",
        ),
        pytest.param(
            item(
                postback={
                    "mid": "m1",
                    "title": "Get link",
                    "payload": "P",
                    "referral": {"ref": "r1", "type": "OPEN_THREAD"},
                }
            ),
            act("postback", mid="m1", ref="r1", text="Get link", payload="P"),
            id="postback",
        ),
        pytest.param(
            item(postback={"payload": "P"}), act("postback", payload="P"), id="older postback without mid"
        ),
        pytest.param(
            item(referral={"ref": "r1", "source": "SHORTLINKS"}),
            act("referral", ref="r1"),
            id="bare referral",
        ),
        pytest.param(
            item(reaction={"mid": "m9", "action": "react", "emoji": "❤"}),
            act("reaction", mid="m9"),
            id="reaction",
        ),
        pytest.param(
            item(recipient=None, message={"mid": "m1", "text": "hi"}),
            act(mid="m1", text="hi"),
            id="no recipient",
        ),
    ],
)
def test_what_a_person_does_is_an_act(given: Item, event: Act) -> None:
    assert one(given) == event


@pytest.mark.parametrize(
    ("given", "text"),
    [
        pytest.param(item(US, PERSON, message={"mid": "m1", "text": "hi", "is_echo": True}), "hi"),
        pytest.param(item(US, PERSON, message={"mid": "m1", "attachments": [], "is_echo": True}), None),
        pytest.param(item(None, PERSON, message={"mid": "m1", "is_echo": True}), None),
    ],
    ids=["text", "template", "no sender"],
)
def test_what_the_account_sends_comes_back_as_an_echo(given: Item, text: str | None) -> None:
    assert one(given) == Echo(account=US, person=PERSON, at=MS, mid="m1", text=text)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(item(read={"mid": "m1"}), id="as documented"),
        pytest.param(item(None, None, read={"mid": "m1"}), id="stripped"),
        pytest.param(item(PERSON, "another", read={"mid": "m1"}), id="odd recipient"),
    ],
)
def test_a_read_receipt_counts_by_its_message_alone(given: Item) -> None:
    assert one(given) == Seen(account=US, at=MS, mid="m1")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        pytest.param(item(message={"mid": "m1", "is_deleted": True}), "unsend", id="unsend"),
        pytest.param(item(message_edit={"mid": "m1", "num_edit": 0}), "edit", id="edit"),
        pytest.param(item(None, None, message_edit={"mid": "m1", "num_edit": 0}), "edit", id="bare edit"),
        pytest.param(item(reaction={"mid": "m9", "action": "unreact"}), "unreact", id="reaction withdrawn"),
        pytest.param(
            item(US, US, message={"mid": "m1", "is_echo": True, "is_self": True}), "self", id="self"
        ),
        pytest.param(item(US, US, is_self=True, postback={"payload": "P"}), "self", id="self postback"),
        pytest.param(item(US, US, postback={"payload": "P", "is_self": True}), "self", id="self inside"),
        pytest.param(item(US, PERSON, message={"mid": "m1"}), "own", id="own without echo mark"),
        pytest.param(item(US, PERSON, reaction={"mid": "m1", "action": "react"}), "own", id="own reaction"),
        pytest.param(item(PERSON, "555", message={"mid": "m1"}), "misrouted", id="another recipient"),
        pytest.param(
            item("555", PERSON, message={"mid": "m1", "is_echo": True}),
            "misrouted",
            id="another's echo",
        ),
        pytest.param(item(None, US, message={"mid": "m1"}), "no_person", id="no sender"),
        pytest.param(
            item(US, None, message={"mid": "m1", "is_echo": True}), "no_person", id="echo to nobody"
        ),
        pytest.param(item(None, None, message={"mid": "m1"}), "no_person", id="stripped message"),
        pytest.param(item(delivery={"mids": ["m1"]}), "delivery", id="delivery of Messenger"),
        pytest.param(item(optin={"type": "x"}), "optin", id="optin"),
        pytest.param(item(pass_thread_control={"new_owner_app_id": 1}), "handover", id="passed"),
        pytest.param(item(take_thread_control={}), "handover", id="taken"),
        pytest.param(item(request_thread_control={}), "handover", id="requested"),
        pytest.param(item(app_roles={"1": ["primary"]}), "handover", id="roles"),
        pytest.param(item(), "unknown", id="nothing known"),
        pytest.param(item(read={}), "unreadable", id="receipt without mid"),
        pytest.param(item(US, PERSON, message={"is_echo": True}), "unreadable", id="echo without mid"),
    ],
)
def test_the_rest_asks_nothing_of_us(given: Item, kind: str) -> None:
    assert one(given) == other(kind)


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    event = one(item(message={"mid": "m1", "text": "cut \ud83d"}))

    assert event == act(mid="m1", text="cut \ufffd")


def test_whole_surrogate_pairs_become_their_character() -> None:
    compact = (
        rb'{"object":"instagram","entry":[{"time":1784000000900,"id":"17840000000000001",'
        rb'"messaging":[{"sender":{"id":"9001"},"recipient":{"id":"17840000000000001"},'
        rb'"timestamp":1784000000123,"message":{"mid":"m1","text":"\ud83d\udc51 a\/b"}}]}]}'
    )

    assert read(compact) == [act(mid="m1", text="👑 a/b")]


def test_a_thousand_updates_keep_their_order() -> None:
    items = [item(message={"mid": f"m{n}", "text": "x"}) for n in range(1000)]

    events = read(body(entry(messaging=items)))

    assert events == [act(mid=f"m{n}", text="x") for n in range(1000)]
