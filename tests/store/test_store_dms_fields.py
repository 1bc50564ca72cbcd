"""What a message is made of, real and fake alike: every field is stored, changed and taken away."""

from dataclasses import MISSING, fields, replace

import pytest

from chalicelib.domain.choice import Choice
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.grounds import Sign
from chalicelib.domain.state import State
from tests.store.answers import CHOICES, FAMILY, ROCKET, SHALOM
from tests.store.conftest import Stores

LEAD = "0123456789abcdef01234567"
KEY = ("user_ana", f"{LEAD}-0")
FULL = Dm(
    creator=KEY[0],
    id=KEY[1],
    account="1784",
    text="Hi \N{GRINNING FACE}",
    created_at=1,
    person="igsid",
    state=State.UNCONFIRMED,
    gen=2,
    rev=3,
    attempts=4,
    tries=5,
    kicks=6,
    due_at=7,
    kick_at=8,
    attempt="token",
    claimed_at=9,
    lease_until=10,
    code=Code.UNKNOWN_OUTCOME,
    reason=Reason.NO_ANSWER,
    failed_at=11,
    mid="mid",
    sent_at=12,
    confirmed_at=13,
    read_at=14,
    trigger="live_comment",
    trigger_id="comment-1",
    trigger_at=17,
    comment="comment-1",
    automation=f"{1:024x}",
    word="link",
    choices=CHOICES,
    public="Look into your inbox",
    public_at=18,
    doubted=(19, 20),
    resent=21,
    paced=True,
    checks=15,
    took_ms=16,
    fbtrace_id="trace",
    sign=Sign("mid", 22, "digest"),
)


BARE = Dm(creator=KEY[0], id=KEY[1], account="1784", text="Hi", created_at=1)


def test_every_field_survives_storing(stores: Stores) -> None:
    stores.dms.add(FULL)

    assert stores.dms.get(*KEY) == FULL


def test_every_field_is_given_in_the_full_message() -> None:
    defaults = {f.name: f.default for f in fields(Dm) if f.default is not MISSING}

    assert [name for name, default in defaults.items() if getattr(FULL, name) == default] == []


def test_what_a_change_takes_away_is_gone(stores: Stores) -> None:
    stores.dms.add(FULL)
    bare = replace(BARE, rev=FULL.rev + 1)

    saved = stores.dms.save(FULL, bare)

    assert saved is True
    assert stores.dms.get(*KEY) == bare


def test_what_a_change_brings_is_there(stores: Stores) -> None:
    stores.dms.add(BARE)

    saved = stores.dms.save(BARE, FULL)

    assert saved is True
    assert stores.dms.get(*KEY) == FULL


@pytest.mark.parametrize(
    "choices",
    [(), *((choice,) for choice in CHOICES), CHOICES, CHOICES[::-1]],
    ids=["none", "an address", "an automation", "a quick reply", "a quick automation", "all", "backwards"],
)
@pytest.mark.parametrize("way", ["add", "save"])
def test_what_can_be_tapped_is_stored_as_it_is(stores: Stores, choices: tuple[Choice, ...], way: str) -> None:
    dm = replace(BARE, choices=choices)
    if way == "add":
        stores.dms.add(dm)
    else:
        stores.dms.add(replace(BARE, choices=CHOICES[:2]))
        assert stores.dms.save(replace(BARE, choices=CHOICES[:2]), dm) is True

    assert stores.dms.get(*KEY) == dm
    assert stores.dms.many([KEY]) == {KEY: dm}
    assert list(stores.dms.of_lead(KEY[0], LEAD)) == [dm]


@pytest.mark.parametrize(
    "doubted", [(), (9,), (9, 19), (1_790_000_000_000, 1_790_000_000_001)], ids=["none", "one", "two", "late"]
)
@pytest.mark.parametrize("way", ["add", "save"])
def test_the_calls_in_doubt_are_stored_in_their_order(
    stores: Stores, doubted: tuple[int, ...], way: str
) -> None:
    dm = replace(BARE, doubted=doubted, resent=len(doubted))
    before = replace(BARE, doubted=(8,), resent=1)
    if way == "add":
        stores.dms.add(dm)
    else:
        stores.dms.add(before)
        assert stores.dms.save(before, dm) is True

    assert stores.dms.get(*KEY) == dm
    assert stores.dms.many([KEY]) == {KEY: dm}


@pytest.mark.parametrize(
    "text", [SHALOM, f"{FAMILY} {ROCKET}", '"\\\n'], ids=["right to left", "emoji", "quotes"]
)
def test_words_of_any_script_are_stored_as_they_are(stores: Stores, text: str) -> None:
    dm = replace(BARE, text=text, word=text, public=text, choices=(Choice(title=text, quick=True),))

    stores.dms.add(dm)

    assert stores.dms.get(*KEY) == dm
