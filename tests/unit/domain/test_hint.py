"""Hints on their way through the queue."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.dm import Dm
from chalicelib.domain.grounds import Consent, Wait
from chalicelib.domain.hint import Hint

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
HINT = {"creator": "user_ana", "dm": "lead-0", "gen": 1, "account": "1784"}


@given(st.builds(Hint, creator=TEXT, dm=TEXT, gen=st.integers(), account=TEXT))
def test_a_hint_comes_out_as_it_went_in(hint: Hint) -> None:
    assert Hint.from_text(hint.to_text()) == hint


def test_a_hint_says_where_to_look_and_nothing_else() -> None:
    hint = Hint(creator="user_ana", dm="lead-0", gen=1, account="1784")

    assert json.loads(hint.to_text()) == HINT
    assert hint.to_text() == '{"creator":"user_ana","dm":"lead-0","gen":1,"account":"1784"}'


def test_a_hint_of_a_message_names_its_newest_generation() -> None:
    waiting = Dm(creator="user_ana", id="lead-0", account="1784", text="hello", created_at=1)
    queued = waiting.release("person", now=2, consent=Consent(kind="referral", at=2))

    deferred = queued.defer(Wait(5), now=3)

    assert Hint.of(deferred) == Hint(creator="user_ana", dm="lead-0", gen=queued.gen + 1, account="1784")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "junk",
        "null",
        "[]",
        "{}",
        "7",
        json.dumps([HINT]),
        json.dumps({**HINT, "gen": "1"}),
        json.dumps({**HINT, "gen": None}),
        json.dumps({**HINT, "gen": 1.0}),
        json.dumps({**HINT, "dm": 7}),
        json.dumps({**HINT, "creator": None}),
        json.dumps({**HINT, "account": ["1784"]}),
        json.dumps({**HINT, "text": "Hi"}),
        json.dumps({name: value for name, value in HINT.items() if name != "account"}),
    ],
)
def test_junk_is_no_hint(body: str) -> None:
    with pytest.raises(ValueError, match="not a hint"):
        Hint.from_text(body)
