"""What each move does to a message, and what it leaves alone."""

import pytest

from chalicelib.domain.dm import GRACE, LEASE
from chalicelib.domain.state import MOVES, Event, State
from tests.unit.domain.moves import DOES, FORMER, LATER, NOW, WHY, at, changed

DONE: dict[str, object] = {"due_at": None, "kick_at": None, "lease_until": None}
CLEAR: dict[str, object] = {"code": None, "reason": None}
SET: dict[str, object] = {"code": WHY[0], "reason": WHY[1]}
DOUBTED: dict[str, object] = {
    "due_at": None,
    "kick_at": LATER,
    "kicks": 0,
    "lease_until": None,
    "checks": 0,
    "doubted": (FORMER, NOW - 3),
    **SET,
}
EFFECTS: dict[tuple[State, Event], dict[str, object]] = {
    (State.AWAITING_CONTACT, Event.CONTACT): {
        "person": "igsid",
        "trigger": "message",
        "trigger_id": "their-mid",
        "trigger_at": NOW - 1,
        "paced": False,
        "due_at": NOW,
        "kick_at": NOW + GRACE,
        "kicks": 0,
        "lease_until": None,
    },
    (State.QUEUED, Event.DEFER): {
        "gen": 5,
        "due_at": LATER,
        "kick_at": LATER + GRACE,
        "kicks": 0,
        "lease_until": None,
        **SET,
    },
    (State.QUEUED, Event.CLAIM): {
        "attempt": "token",
        "attempts": 3,
        "claimed_at": NOW,
        "doubted": (FORMER, NOW - 3),
        "lease_until": NOW + LEASE,
        "paced": False,
        **CLEAR,
    },
    (State.QUEUED, Event.KICK): {"kicks": 4, "kick_at": NOW + 8 * GRACE},
    (State.QUEUED, Event.GIVE_UP): {"tries": 2, "failed_at": NOW, **SET, **DONE},
    (State.QUEUED, Event.CANCEL): {**CLEAR, **DONE},
    (State.SENDING, Event.ACCEPT): {
        "mid": "mid",
        "sent_at": NOW,
        "took_ms": 7,
        "fbtrace_id": "f",
        **CLEAR,
        **DONE,
    },
    (State.SENDING, Event.REFUSE): {"failed_at": NOW, "claimed_at": None, **SET, **DONE},
    (State.SENDING, Event.PUT_BACK): {
        "gen": 5,
        "claimed_at": None,
        "due_at": LATER,
        "kick_at": LATER + GRACE,
        "kicks": 0,
        "lease_until": None,
        **SET,
    },
    (State.SENDING, Event.TRY_AGAIN): {
        "tries": 2,
        "claimed_at": None,
        "due_at": LATER,
        "kick_at": LATER + GRACE,
        "kicks": 0,
        "lease_until": None,
        **SET,
    },
    (State.QUEUED, Event.DOUBT): DOUBTED,
    (State.SENDING, Event.DOUBT): DOUBTED,
    (State.UNCONFIRMED, Event.DOUBT): DOUBTED,
    (State.UNCONFIRMED, Event.RESEND): {
        "gen": 5,
        "tries": 0,
        "resent": 2,
        "paced": False,
        "due_at": NOW,
        "kick_at": NOW + GRACE,
        "kicks": 0,
        "lease_until": None,
    },
    (State.UNCONFIRMED, Event.PROOF): {"mid": "mid", "sent_at": NOW, "failed_at": None, **CLEAR, **DONE},
    (State.QUEUED, Event.PROOF): {"mid": "mid", "sent_at": NOW, "failed_at": None, **CLEAR, **DONE},
    (State.FAILED, Event.PROOF): {"mid": "mid", "sent_at": NOW, "failed_at": None, **CLEAR, **DONE},
    (State.UNCONFIRMED, Event.VOUCH): {"sent_at": NOW, **CLEAR, **DONE},
    (State.UNCONFIRMED, Event.AGAIN): {
        "gen": 5,
        "tries": 0,
        "paced": False,
        "failed_at": None,
        "due_at": NOW,
        "kick_at": NOW + GRACE,
        "kicks": 0,
        "lease_until": None,
        **CLEAR,
    },
    (State.FAILED, Event.AGAIN): {
        "gen": 5,
        "tries": 0,
        "paced": False,
        "failed_at": None,
        "due_at": NOW,
        "kick_at": NOW + GRACE,
        "kicks": 0,
        "lease_until": None,
        **CLEAR,
    },
}


@pytest.mark.parametrize(
    ("pair", "effects"), EFFECTS.items(), ids=[f"{state.value}-{event.name}" for state, event in EFFECTS]
)
def test_a_move_changes_these_fields_and_no_other(
    pair: tuple[State, Event], effects: dict[str, object]
) -> None:
    state, event = pair
    dm = at(state)

    moved = DOES[event](dm)

    marks = {"state": MOVES[pair], "rev": dm.rev + 1}
    expected = {name: value for name, value in {**marks, **effects}.items() if value != getattr(dm, name)}
    assert changed(dm, moved) == expected


def test_a_message_that_is_sent_again_has_no_slot_any_more() -> None:
    failed = at(State.QUEUED).refuse(*WHY, now=NOW)

    again = failed.again(now=NOW)

    assert again.paced is False
