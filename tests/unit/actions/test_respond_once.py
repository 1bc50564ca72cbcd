"""One event is answered by one automation, once: side by side, and while creators change their minds."""

from dataclasses import replace

import pytest

from chalicelib.domain.activity import Outcome
from chalicelib.domain.automation import Mood
from chalicelib.domain.message import DISCLOSURE, disclose
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from chalicelib.domain.state import State
from tests.fakes.wire import Crash, Script, before, done_but, done_but_says, fails
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import (
    BEN,
    MIA,
    MINUTE,
    TOM,
    comments,
    contact_of,
    dms,
    now_of,
    opens,
    outcomes,
    prefer,
    set_up,
    the_dm,
    the_lead,
    writes,
)

ENGAGE = "Contacts.engage"


def test_two_events_of_a_new_person_at_one_moment_make_one_lead_and_exact_counts() -> None:
    script = Script()
    world = World(wire=script)
    automation = set_up(world, Trigger.COMMENT, once=False)
    script.on(ENGAGE, before(lambda: world.apply_event(comments(world, id="c2"))))

    world.apply_event(comments(world, id="c1"))
    world.run()

    assert the_lead(world).person == MIA
    assert sorted(call.comment or "" for _, call in world.instagram.posts) == ["c1", "c2"]
    assert (contact_of(world).engaged, now_of(world, automation).total) == (2, 2)
    assert len(contact_of(world).leads) == 1


def test_an_automation_of_the_accounts_former_creator_answers_nobody_any_more() -> None:
    script = Script()
    world = World(wire=script)
    automation = set_up(world, Trigger.COMMENT)
    script.on("Dms.add", fails(Crash()))
    with pytest.raises(Crash):
        world.apply_event(comments(world))
    world.stores.automations.rows[automation.account, automation.id] = replace(automation, creator=BEN)

    meaning = world.apply_event(comments(world))

    assert (meaning, dms(world)) == (Outcome.NO_AUTOMATION, [])


def test_of_two_events_at_one_moment_both_messages_say_who_writes_as_none_is_out_yet() -> None:
    script = Script()
    world = World(wire=script)
    set_up(world, Trigger.COMMENT, once=False)
    script.on(ENGAGE, before(lambda: world.apply_event(comments(world, id="c2"))))

    world.apply_event(comments(world, id="c1"))

    assert [DISCLOSURE in dm.text for dm in dms(world)] == [True, True]


def test_the_same_event_at_one_moment_is_answered_once() -> None:
    script = Script()
    world = World(wire=script)
    automation = set_up(world, Trigger.COMMENT, once=False)
    script.on(ENGAGE, before(lambda: world.apply_event(comments(world))))

    world.apply_event(comments(world))
    world.run()

    assert len(world.instagram.posts) == 1
    assert (the_lead(world).dm, now_of(world, automation).total) == (the_dm(world).id, 1)


def test_an_automation_that_answers_once_does_so_for_two_events_at_one_moment() -> None:
    script = Script()
    world = World(wire=script)
    automation = set_up(world, Trigger.COMMENT)
    script.on(ENGAGE, before(lambda: world.apply_event(comments(world, id="c2"))))

    meaning = world.apply_event(comments(world, id="c1"))

    assert meaning == "once"
    assert (the_dm(world).comment, now_of(world, automation).total) == ("c2", 1)


def test_the_persons_limit_holds_for_two_events_at_one_moment() -> None:
    script = Script()
    world = World(wire=script)
    automation = set_up(world, Trigger.COMMENT, once=False)
    prefer(world, Preferences(creator=ANA, person_limit=1))
    script.on(ENGAGE, before(lambda: world.apply_event(comments(world, id="c2"))))

    meaning = world.apply_event(comments(world, id="c1"))

    assert meaning == "person_limit"
    assert (the_dm(world).comment, now_of(world, automation).total) == ("c2", 1)


def test_the_days_cap_holds_for_two_people_at_one_moment() -> None:
    script = Script()
    world = World(wire=script)
    automation = set_up(world, Trigger.COMMENT, cap=1)
    script.on("Automations.count", before(lambda: world.apply_event(comments(world, id="c2", person=TOM))))

    meaning = world.apply_event(comments(world, id="c1"))

    assert meaning == "daily_cap"
    assert outcomes(world) == [Outcome.DAILY_CAP]
    assert (the_dm(world).person, now_of(world, automation).today) == (TOM, 1)


def test_a_turn_whose_answer_got_lost_is_taken_and_counted_once() -> None:
    script = Script()
    world = World(wire=script)
    automation = set_up(world, Trigger.COMMENT, once=False, cap=5)
    script.on(ENGAGE, done_but_says(answer=False))

    world.apply_event(comments(world))
    world.run()

    assert len(world.instagram.posts) == 1
    assert (contact_of(world).engaged, now_of(world, automation).total) == (1, 1)


def test_an_automation_that_is_removed_at_the_moment_of_the_answer_has_not_spent_its_day() -> None:
    script = Script()
    world = World(wire=script)
    automation = set_up(world, Trigger.COMMENT)
    script.on("Automations.count", before(lambda: world.edit_automations.remove(ANA, automation.id)))

    meaning = world.apply_event(comments(world))

    assert meaning != "daily_cap"
    assert dms(world) == []


def test_when_one_is_removed_at_the_moment_of_the_answer_the_next_that_fits_answers() -> None:
    script = Script()
    world = World(wire=script)
    gone, other = set_up(world, Trigger.COMMENT, "link"), set_up(world, Trigger.COMMENT)
    script.on("Automations.count", before(lambda: world.edit_automations.remove(ANA, gone.id)))

    meaning = world.apply_event(comments(world))

    assert meaning == "queued"
    assert the_dm(world).automation == other.id


@pytest.mark.parametrize("n", [1, 50])
def test_an_accounts_automations_are_read_once_for_an_event(n: int) -> None:
    script = Script()
    world = World(wire=script)
    for _ in range(n):
        set_up(world, Trigger.COMMENT, "link", public=("Sent!",))
    script.calls.clear()

    world.apply_event(comments(world))

    assert script.calls.count("Automations.of") == 1
    assert script.calls.count("Automations.get") == 1


def test_automations_are_read_once_though_others_are_faster() -> None:
    script = Script()
    world = World(wire=script)
    set_up(world, Trigger.COMMENT, "link", once=False)
    others = iter(range(3))

    def another() -> None:
        for n in others:
            world.apply_event(comments(world, id=f"other-{n}"))

    script.on(ENGAGE, before(another))
    script.calls.clear()

    world.apply_event(comments(world))

    assert script.calls.count("Automations.of") == 4
    assert len(dms(world)) == 4


def test_a_stop_at_the_moment_of_the_answer_wins() -> None:
    script = Script()
    world = World(wire=script)
    set_up(world, Trigger.COMMENT)
    script.on(ENGAGE, before(lambda: world.apply_event(writes(world, "stop"))))

    world.apply_event(comments(world))
    world.run()

    assert world.instagram.posts == []
    assert (the_dm(world).state, the_dm(world).reason) == (State.FAILED, "OPTED_OUT")


def test_a_stricter_automation_that_comes_later_does_not_answer_again() -> None:
    world = World()
    first = set_up(world, Trigger.COMMENT)
    event = comments(world)
    world.tell(event)
    world.run()
    set_up(world, Trigger.COMMENT, "link", text="stricter")

    world.tell(event)
    world.run()

    assert (the_dm(world).automation, len(world.instagram.posts)) == (first.id, 1)


@pytest.mark.parametrize("left", ["another", "none"])
def test_what_an_automation_answered_stays_answered_when_it_is_gone(left: str) -> None:
    world = World()
    first = set_up(world, Trigger.COMMENT, "link")
    if left == "another":
        set_up(world, Trigger.COMMENT, text="another")
    event = comments(world)
    world.tell(event)
    world.run()
    world.edit_automations.remove(ANA, first.id)

    world.tell(event)
    world.run()

    assert (the_dm(world).automation, len(world.instagram.posts)) == (first.id, 1)
    assert outcomes(world) == []


def test_a_turn_that_was_taken_is_finished_by_the_same_automation() -> None:
    script = Script()
    world = World(wire=script)
    first = set_up(world, Trigger.COMMENT)
    event = comments(world)
    script.on(ENGAGE, done_but(Crash()))
    world.tell(event)
    world.work()
    stricter = set_up(world, Trigger.COMMENT, "link", text="stricter")
    world.edit_automations.change(first.id, replace(now_of(world, first), text="reworded"))

    world.run()

    assert world.instagram.texts(MIA) == [disclose("reworded", DISCLOSURE)]
    assert (now_of(world, first).total, now_of(world, stricter).total) == (1, 0)


def test_a_turn_that_was_taken_before_a_pause_is_finished() -> None:
    script = Script()
    world = World(wire=script)
    first = set_up(world, Trigger.COMMENT)
    script.on(ENGAGE, done_but(Crash()))
    world.tell(comments(world))
    world.work()
    world.edit_automations.change(first.id, replace(now_of(world, first), mood=Mood.PAUSED))

    world.run()

    assert len(world.instagram.posts) == 1


def test_what_a_paused_automation_let_pass_is_not_answered_once_it_wakes() -> None:
    world = World()
    automation = set_up(world, Trigger.COMMENT, mood=Mood.PAUSED)
    event = comments(world)
    world.apply_event(event)
    world.clock.move(MINUTE)
    world.edit_automations.change(automation.id, replace(automation, mood=Mood.ACTIVE))

    world.tell(event)
    world.run()

    assert dms(world) == []
    assert len(outcomes(world)) == 1


def test_a_known_lead_that_comments_gets_the_answer_as_its_newest_message() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    captured = world.capture()
    world.tell(opens(world, captured.lead))
    world.run()

    world.tell(comments(world))
    world.run()

    newest = dms(world)[-1]
    assert the_lead(world).id == captured.lead.id
    assert (the_lead(world).dm, newest.lead) == (newest.id, captured.lead.id)
