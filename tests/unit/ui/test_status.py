"""How a status looks to whom."""

import pytest

from chalicelib.ui.status import for_visitor


@pytest.mark.parametrize(
    ("status", "seen", "too_old", "word"),
    [
        ("sent", False, False, "Sent"),
        ("sent", True, False, "Seen"),
        ("awaiting_contact", False, False, "Waiting for you"),
        ("awaiting_contact", False, True, "Too old"),
        ("failed", False, False, "Failed"),
    ],
)
def test_a_visitors_badge(status: str, *, seen: bool, too_old: bool, word: str) -> None:
    assert for_visitor(status, seen=seen, too_old=too_old).word == word
