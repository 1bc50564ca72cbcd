"""What came of a replay, in one sentence."""

import pytest

from chalicelib.actions.dead_letters import Verdict
from chalicelib.ui.verdicts import VERDICTS, summed

V = Verdict


def test_every_verdict_has_words() -> None:
    assert set(VERDICTS) == set(Verdict)


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        ({V.REPLAYED: 1}, "1 message is queued again"),
        ({V.REPLAYED: 2}, "2 messages are queued again"),
        ({V.REPLAYED: 1, V.WINDOW_CLOSED: 1}, "1 of 2 messages is queued again"),
        ({V.REPLAYED: 1_200, V.SUPERSEDED: 34}, "1,200 of 1,234 messages are queued again"),
        ({V.WINDOW_CLOSED: 3}, "None of 3 messages is queued again"),
        ({V.NOT_FAILED: 1}, "Nothing was queued again"),
        ({}, "Nothing is left here"),
    ],
    ids=str,
)
def test_a_replay_says_how_many_are_on_their_way(sums: dict[Verdict, int], said: str) -> None:
    assert summed(sums, dry=False) == said


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        ({V.WOULD_REPLAY: 1}, "1 message would go out"),
        ({V.WOULD_REPLAY: 3}, "3 messages would go out"),
        ({V.WOULD_REPLAY: 2, V.WINDOW_CLOSED: 1}, "2 of 3 messages would go out"),
        ({V.WOULD_FAIL_AGAIN: 2}, "None of 2 messages would go out"),
        ({V.WINDOW_CLOSED: 1}, "It would not go out"),
    ],
    ids=str,
)
def test_a_check_says_how_many_would_go_out(sums: dict[Verdict, int], said: str) -> None:
    assert summed(sums, dry=True) == said
