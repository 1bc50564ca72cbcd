"""Streams of events, told well and told badly: in the end the same is known and the same was sent."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Act
from chalicelib.domain.state import State
from tests.fakes.world import ANAS, World
from tests.unit.actions.stream import (
    KINDS,
    PEOPLE,
    SPAN,
    Plan,
    Stage,
    created,
    dice,
    last_word,
    plans,
    stage,
    tell_badly,
    tell_well,
)

STREAMS = 10_000
PARTS = 20  # so that a failure names its part, and no test takes long
MOST = 5  # events in one of these; more would take minutes
ONCE = {"once", "step"}  # what the automations say that answer a person once
ENDED = {State.SENT, State.FAILED, State.AWAITING_CONTACT}
PLANS = st.builds(Plan, st.sampled_from(KINDS), st.integers(0, len(PEOPLE) - 1), st.integers(0, SPAN - 1))
STORIES = st.lists(PLANS, min_size=1, max_size=14, unique_by=lambda plan: plan.at)


def acts(staged: Stage, person: str) -> list[Act]:
    return [event for event in staged.events if isinstance(event, Act) and event.person == person]


def written(world: World, person: str) -> list[Dm]:
    """What automations have written to the person."""
    return [dm for dm in world.stores.dms.rows.values() if dm.person == person and dm.automation]


def label(dm: Dm) -> str:
    return dm.text.partition("\n")[0]


def facts(staged: Stage, person: str) -> tuple[object, ...]:
    """What must be the same however the stream was told."""
    world = staged.world
    contact = world.stores.contacts.rows.get((ANAS, person))
    bound = [world.lead(lead).person for lead in staged.leads]
    if contact is None:
        return (None, bound)
    return contact.last_act_at, contact.opted_out, bound


def answers(staged: Stage, person: str) -> tuple[object, ...]:
    """What must be the same for somebody who never asked for silence."""
    own = written(staged.world, person)
    often = {(label(dm), dm.trigger_id) for dm in own if label(dm) not in ONCE}
    once = Counter(label(dm) for dm in own if label(dm) in ONCE)
    inbox = Counter(m.text.partition("\n")[0] for m in staged.world.instagram.inbox if m.person == person)
    return often, once, inbox


def check_alone(staged: Stage) -> None:
    """What holds of every world, however it was told."""
    world = staged.world
    rows = list(world.stores.dms.rows.values())
    events = Counter((dm.person, dm.trigger_id) for dm in rows if dm.automation)
    assert not [event for event, n in events.items() if n > 1]
    assert {dm.state for dm in rows} <= ENDED
    assert len(world.instagram.posts) == len(world.instagram.inbox)
    assert len(world.instagram.inbox) == sum(1 for dm in rows if dm.state is State.SENT)
    assert all(dm.confirmed_at and dm.read_at for dm in rows if dm.state is State.SENT)
    for person, known in staged.stopped.items():
        assert created(world, person) == known
    for automation in world.stores.automations.rows.values():
        own = [dm for dm in rows if dm.automation == automation.id]
        assert automation.total == len(own)
        assert not automation.once or len({dm.person for dm in own}) == len(own)


def compare(story: list[Plan], random: Random) -> None:
    """Tells one stream well and badly, and compares what came of it."""
    well, badly = stage(story), stage(story)
    tell_well(well)
    tell_badly(badly, random)
    check_alone(well)
    check_alone(badly)
    for person in PEOPLE:
        assert facts(badly, person) == facts(well, person), story
        if last_word(well.events, person) is None:
            assert answers(badly, person) == answers(well, person), story


@pytest.mark.parametrize("part", range(PARTS))
def test_streams_told_well_and_badly_end_in_the_same_facts(part: int) -> None:
    """Ten thousand random streams of comments, messages, story replies, taps, links, STOP and START.

    *Well*: in the order of their times, once each, and the workers keep up. *Badly*: in any order, each up to
    three times, workers and receipts in between. Nothing is lost: Instagram and our queues tell it again.

    These facts must agree, because they depend on what happened and when, not on when it was told:

    - per person the time of the newest act, since only the newest counts (``last_act_at``);
    - per person whether they want messages, since the newest word counts (``opted_out``);
    - which lead is which person, since in these streams a link is used by its own lead alone. Where two
      people use one link, the first who is told of has it, so that would rightly differ;
    - for a person without STOP and START: which events were answered by automations that answer always, how
      many by those that answer once, and what lies in the inbox. Which of several events an automation that
      answers once has answered may differ: it is the first that was told.

    These may differ: for somebody who said STOP or START, which events before or after it were answered,
    since a worker acts on what it was told so far; which message says that it is automated, since that is
    the first one; the order of messages, their ids and the times of our own side; activities, whose reason
    depends on the order.

    These hold for each telling by itself: no event has two messages, every call put one message into an
    inbox, all that were sent are confirmed and read, each automation counts exactly its messages, those that
    answer once do so, and no message is created after a STOP that is the newest word.
    """
    random = dice(part)
    for _ in range(STREAMS // PARTS):
        compare(plans(random, MOST), random)


@effort(max_examples=150, deadline=None)
@given(story=STORIES, seed=st.integers(0, 2**32))
def test_longer_streams_told_well_and_badly_end_in_the_same_facts(story: list[Plan], seed: int) -> None:
    """As above, with more events in each; and the smallest stream that breaks a fact is shown."""
    compare(sorted(story, key=lambda plan: plan.at), dice(seed))
