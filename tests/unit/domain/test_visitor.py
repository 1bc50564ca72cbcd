"""What a form's visitor reads: something for every status, and nothing about the creator's settings."""

import re

import pytest

from chalicelib.domain.faults import Reason
from chalicelib.domain.state import State
from chalicelib.domain.visitor import FAILURES, SINCE, STORIES, TOO_OLD, Way, story

ALL = [*STORIES.values(), *FAILURES.values(), *SINCE.values(), TOO_OLD]


def test_every_status_that_people_see_has_a_story() -> None:
    assert set(STORIES) == {*(state.value for state in State), "retrying", "pending", "seen"}


@pytest.mark.parametrize("reason", Reason)
def test_every_failure_has_a_story_with_a_way_on(reason: Reason) -> None:
    told = story(State.FAILED, reason)

    assert told.way in {Way.CHAT, Way.AGAIN}


@pytest.mark.parametrize("told", ALL, ids=lambda told: told.title)
def test_no_story_speaks_of_what_only_the_creator_can_change(told: object) -> None:
    assert re.search(r"settings|token|reconnect|permission|code|error", str(told), re.IGNORECASE) is None


def test_what_may_still_change_is_looked_at_again() -> None:
    ended = {STORIES["seen"], STORIES[State.COMING_SOON], STORIES[State.CANCELLED], TOO_OLD}

    assert [one for one in ALL if one.look is None] == [one for one in ALL if one in ended]


def test_a_message_that_was_read_says_so() -> None:
    assert story(State.SENT, None, seen=True) is STORIES["seen"]


def test_a_contact_link_that_is_too_old_is_not_offered() -> None:
    assert story(State.AWAITING_CONTACT, None, link_open=False) is TOO_OLD


@pytest.mark.parametrize("status", sorted(set(STORIES) - {State.AWAITING_CONTACT, "seen"}))
def test_a_message_that_needs_no_contact_link_is_told_as_ever_when_that_is_too_old(status: str) -> None:
    assert story(status, None, link_open=False) is STORIES[status]


@pytest.mark.parametrize("reason", Reason)
def test_what_the_person_has_done_since_is_not_asked_for_again(reason: Reason) -> None:
    before, since = story(State.FAILED, reason), story(State.FAILED, reason, done_since=True)

    assert (since != before) == (reason in SINCE)
    assert since.way is Way.AGAIN or since == before


def test_a_message_that_goes_on_is_told_as_ever_to_whoever_wrote_again() -> None:
    assert story(State.SENT, Reason.WINDOW_CLOSED, done_since=True) is STORIES[State.SENT]
