"""What Instagram says by its own clock is told after the attempt that it is about."""

from dataclasses import replace

from chalicelib.domain.dm import Dm
from chalicelib.domain.log import Entry
from chalicelib.domain.state import State
from chalicelib.domain.timeline import story

NOW = 1_790_000_000_000


def test_a_message_that_an_echo_proved_was_taken_after_the_attempt_that_looked_failed() -> None:
    dm = Dm(creator="user_ana", id="lead-0", account="1784", text="canary", created_at=NOW)
    proven = replace(
        dm, mid="mid", state=State.SENT, claimed_at=NOW + 900, sent_at=NOW + 1_000, confirmed_at=NOW + 1_000
    )
    attempt = Entry.about(dm, at=NOW + 1_300, attempt=1)

    told = story(proven, [attempt], automation=None)

    assert [step.step for step in told] == ["captured", "checked", "attempt", "accepted", "echoed"]
