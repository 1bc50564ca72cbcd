"""The contact link says who a lead is on Instagram: once, for 90 days, and for its own account."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.activity import Outcome
from chalicelib.domain.event import Act
from chalicelib.domain.lead import REF_LIFE
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.wire import Script
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import (
    BEN,
    DAY,
    MIA,
    TOM,
    contact_of,
    dms,
    noted,
    opens,
    outcomes,
    set_up,
)

BENS, ANAS_OTHER = "17841400000000002", "17841400000000003"


def says(act: Act, text: str = "link please") -> Act:
    """The person writes where the link led them."""
    return replace(act, kind="message", text=text, mid="in-1")


def test_the_link_makes_the_person_known_as_the_lead() -> None:
    world = World()
    captured = world.capture()

    world.apply_event(opens(world, captured.lead))

    assert contact_of(world).leads == {(ANA, captured.lead.id)}
    assert contact_of(world).last_act_at == world.clock()


def test_the_leads_message_goes_out_and_no_automation_answers_the_same_event() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE)
    captured = world.capture()

    for _ in range(3):
        world.tell(says(opens(world, captured.lead)))
        world.run()

    assert world.instagram.texts(MIA) == [captured.dm.text]
    assert [dm.id for dm in dms(world)] == [captured.dm.id]
    assert outcomes(world) == []


def test_who_has_used_the_link_may_write_on_and_is_answered_by_automations() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE)
    captured = world.capture()
    world.tell(opens(world, captured.lead))
    world.run()

    world.tell(replace(says(opens(world, captured.lead)), ref=None))
    world.run()

    assert len(world.instagram.texts(MIA)) == 2
    assert {dm.lead for dm in dms(world)} == {captured.lead.id}


def test_somebody_else_with_the_same_link_is_noted_as_such() -> None:
    world = World()
    captured = world.capture()
    world.apply_event(opens(world, captured.lead))

    meaning = world.apply_event(opens(world, captured.lead, person=TOM))

    assert meaning == "ref_taken"
    assert [(a.outcome, a.person) for a in noted(world)] == [(Outcome.REF_TAKEN, TOM)]
    assert contact_of(world, TOM).leads == frozenset()


@pytest.mark.parametrize(("late", "meaning"), [(-1, "released"), (0, "ref_expired")], ids=["before", "after"])
def test_the_link_is_good_for_ninety_days(late: int, meaning: str) -> None:
    world = World()
    captured = world.capture()
    world.clock.now += REF_LIFE + late

    said = world.apply_event(opens(world, captured.lead))

    assert said == meaning
    assert (world.lead(captured.lead).person == MIA) is (meaning == "released")
    assert outcomes(world) == ([] if meaning == "released" else ["ref_expired"])


def test_who_has_used_the_link_may_come_by_it_forever() -> None:
    world = World()
    captured = world.capture()
    world.apply_event(opens(world, captured.lead))
    world.clock.move(timedelta(days=100))

    meaning = world.apply_event(opens(world, captured.lead))

    assert meaning == "noted"
    assert world.lead(captured.lead).person is not None


def test_two_people_at_one_moment_share_no_link() -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    script.on(
        "Leads.bind", lambda run: (world.apply_event(opens(world, captured.lead, person=TOM)), run())[1]
    )

    meaning = world.apply_event(opens(world, captured.lead))
    world.run()

    assert meaning == "ref_taken"
    assert world.lead(captured.lead).person == TOM
    assert world.instagram.texts(MIA) == []


@pytest.mark.parametrize("trouble", ["creator", "account", "secret"])
def test_a_link_that_is_not_for_here_opens_the_window_and_is_noted(trouble: str) -> None:
    world = World()
    captured = world.capture()
    if trouble == "secret":
        lead = replace(captured.lead, ref="0" * 32)
    else:
        creator, account = (BEN, BENS) if trouble == "creator" else (ANA, ANAS_OTHER)
        world.connect(creator, account, username="other")
        lead = world.capture(form="other").lead
    event = replace(opens(world, lead), account=captured.lead.account)

    meaning = world.apply_event(event)

    assert meaning == "ref_unknown"
    assert outcomes(world) == ["ref_unknown"]
    assert contact_of(world).last_act_at == world.clock()
    assert {lead.person for lead in world.stores.leads.rows.values()} == {None}


@pytest.mark.parametrize("trouble", ["taken", "expired", "unknown"])
def test_a_link_that_says_nothing_does_not_keep_an_automation_from_answering(trouble: str) -> None:
    world = World()
    captured = world.capture()
    lead = captured.lead
    if trouble == "taken":
        world.apply_event(opens(world, lead, person=TOM))
    if trouble == "expired":
        world.clock.move(90 * DAY)
    if trouble == "unknown":
        lead = replace(lead, ref="0" * 32)
    answer = set_up(world, Trigger.MESSAGE)

    meaning = world.apply_event(says(opens(world, lead)))

    assert meaning == "queued"
    assert [dm.automation for dm in dms(world) if dm.person == MIA] == [answer.id]


def test_a_link_that_the_creator_made_for_something_else_binds_nobody() -> None:
    world = World()
    captured = world.capture()

    world.apply_event(replace(opens(world, captured.lead), ref="summer-sale"))

    assert world.lead(captured.lead).person is None
    assert world.dm(captured.dm).state is State.AWAITING_CONTACT
