"""Who wants no more messages receives none, by nobody and nothing, until they say otherwise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.dead_letters import Verdict
from chalicelib.actions.queue_dm import Request
from chalicelib.domain.account import Connection
from chalicelib.domain.choice import Choice
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Act
from chalicelib.domain.faults import Code, Deferred, Ended, Level, Reason, Refused, Unknown
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.instagram import message
from tests.fakes.wire import Script, before, fails
from tests.fakes.world import ANA, ANAS, PERSON, World
from tests.unit.actions.answering import (
    HOUR,
    MIA,
    MINUTE,
    TOM,
    comments,
    contact_of,
    dms,
    named,
    opens,
    outcomes,
    set_up,
    the_dm,
    writes,
)

ACCESS_OFF = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
DEAD = Deferred(Code.TOKEN_EXPIRED, Reason.RECONNECT, level=Level.ACCOUNT, ended=Ended.PASSWORD_CHANGED)
LIMIT = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, level=Level.ACCOUNT)
Way = Callable[[World, Dm], None]
BARRED = (State.FAILED, Code.NOT_PERMITTED, Reason.OPTED_OUT)


def stops(world: World, text: str = "STOP", *, kind: str = "message", mid: str = "stop") -> Act:
    return replace(writes(world, text, mid=mid), kind=kind)


def known(world: World) -> Dm:
    """Mia has received a message, and may be written to."""
    dm = world.queued()
    world.run()
    world.clock.move(MINUTE)
    return world.dm(dm)


def fails_first(world: World) -> Dm:
    world.instagram.will(ACCESS_OFF)
    return known(world)


def how(dm: Dm) -> tuple[State, Code | None, Reason | None]:
    return dm.state, dm.code, dm.reason


def creator_sends(world: World, dm: Dm) -> None:
    world.queue_dm(Request(creator=ANA, lead=dm.lead, text="One more thing"))


def link_is_opened(world: World, dm: Dm) -> None:
    world.tell(opens(world, named(world, "mia").lead))


@pytest.mark.parametrize("way", [creator_sends, link_is_opened])
def test_whatever_is_booked_after_a_stop_fails_for_that_reason(way: Way) -> None:
    world = World()
    first = known(world)
    world.tell(stops(world))
    world.run()

    way(world, first)
    world.wait(HOUR)

    assert [how(dm) for dm in dms(world) if dm.id != first.id] == [BARRED]
    assert len(world.instagram.posts) == 1


def test_a_retry_after_a_stop_fails_for_that_reason() -> None:
    world = World()
    dm = fails_first(world)
    world.apply_event(stops(world))

    world.retry_dm(ANA, dm.lead)
    world.wait(HOUR)

    assert how(world.dm(dm)) == BARRED
    assert len(world.instagram.posts) == 1


def test_a_replay_after_a_stop_leaves_the_message_alone() -> None:
    world = World()
    dm = fails_first(world)
    world.apply_event(stops(world))

    verdicts = world.replay_dead.these([dm.id], by="admin_1", dry=False)
    world.wait(HOUR)

    assert verdicts[dm.id] is not Verdict.REPLAYED
    assert world.dm(dm) == dm
    assert len(world.instagram.posts) == 1


def test_a_replay_does_not_blame_the_connection_for_a_stop() -> None:
    world = World()
    dm = fails_first(world)
    world.apply_event(stops(world))

    verdicts = world.replay_dead.these([dm.id], by="admin_1", dry=True)

    assert world.stores.accounts.rows[ANA, ANAS].state is Connection.ACTIVE
    assert verdicts[dm.id] is not Verdict.NOT_CONNECTED


@pytest.mark.parametrize("fault", [DEAD, LIMIT], ids=["connection", "limit"])
def test_a_message_that_waits_when_the_person_stops_is_not_sent_later(fault: Deferred) -> None:
    world = World(fault)
    dm = world.queued()
    world.send(dm)
    world.clock.move(MINUTE)
    world.tell(stops(world))

    world.connect(token="IG-new")
    world.wait(3 * HOUR)

    assert how(world.dm(dm)) == BARRED
    assert len(world.instagram.posts) == 1


def test_a_message_that_is_queued_when_the_person_stops_is_not_sent() -> None:
    world = World()
    dm = world.queued()

    world.apply_event(stops(world))
    world.wait(HOUR)

    assert how(world.dm(dm)) == BARRED
    assert world.instagram.posts == []
    assert [entry.note for entry in world.log(dm)] == ["checked before sending"]


def test_a_private_reply_in_doubt_is_not_sent_again_after_a_stop() -> None:
    world = World(LOST)
    set_up(world, Trigger.COMMENT)
    world.tell(comments(world))
    world.work()
    world.apply_event(stops(world))

    world.wait(3 * HOUR)

    assert len(world.instagram.posts) == 1


def test_automations_do_not_answer_after_a_stop_and_say_why() -> None:
    world = World()
    for trigger in (Trigger.COMMENT, Trigger.MESSAGE, Trigger.STORY_REPLY):
        set_up(world, trigger)
    world.apply_event(stops(world))

    for event in (
        comments(world),
        writes(world, "link", mid="in-2"),
        replace(writes(world, mid="in-3"), kind="story_reply"),
    ):
        world.apply_event(event)
    world.wait(HOUR)

    assert dms(world) == []
    assert outcomes(world, "comment", "story_reply") == ["opted_out", "opted_out"]
    assert sorted(outcomes(world, "message")) == ["opted_out", "stopped"]


def test_a_stop_concerns_nobody_else() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    world.apply_event(stops(world))

    world.tell(comments(world, id="c2", person=TOM))
    world.run()

    assert the_dm(world).person == TOM
    assert the_dm(world).state is State.SENT


@pytest.mark.parametrize("kind", ["message", "story_reply", "quick_reply"])
@pytest.mark.parametrize("text", ["STOP", "stop.", " Unsubscribe! ", "Стоп", "abmelden"])
def test_a_stop_never_starts_an_automation(kind: str, text: str) -> None:
    world = World()
    step = set_up(world, Trigger.BUTTON)
    set_up(world, Trigger.MESSAGE)
    set_up(world, Trigger.STORY_REPLY)
    payload = Choice(title="Stop", then=step.id, quick=True).payload if kind == "quick_reply" else None

    meaning = world.apply_event(replace(stops(world, text, kind=kind), payload=payload))

    assert (meaning, dms(world), outcomes(world)) == ("stopped", [], ["stopped"])
    assert contact_of(world).opted_out


def test_a_stop_binds_the_lead_of_its_link_and_releases_nothing() -> None:
    world = World()
    captured = world.capture()

    meaning = world.apply_event(replace(opens(world, captured.lead), kind="message", text="STOP"))
    world.wait(HOUR)

    assert meaning == "stopped"
    assert world.lead(captured.lead).person == MIA
    assert world.instagram.posts == []


def test_a_word_of_many_is_no_stop() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE)

    meaning = world.apply_event(writes(world, "don't stop, tell me more"))

    assert meaning == "queued"
    assert not contact_of(world).opted_out


def test_a_comment_is_no_stop() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)

    meaning = world.apply_event(comments(world, "stop"))

    assert meaning == "queued"


def test_a_stop_holds_for_years() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    world.apply_event(stops(world))
    world.clock.move(timedelta(days=1_000))

    meaning = world.apply_event(comments(world))

    assert meaning == "opted_out"


def test_a_stop_just_before_the_call_is_heard() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Contacts.hold", before(lambda: world.stores.contacts.opt_out(ANAS, PERSON, world.clock())))

    world.send(dm)
    world.run()

    assert world.instagram.inbox == []
    assert world.dm(dm).reason is Reason.OPTED_OUT


def test_a_stop_is_kept_whatever_else_fails() -> None:
    script = Script()
    world = World(wire=script)
    script.always("Contacts.touch", fails(OSError("down")))

    with pytest.raises(OSError, match="down"):
        world.apply_event(message(ANAS, PERSON, at=world.clock(), text="STOP"))

    assert world.stores.contacts.rows[ANAS, PERSON].opted_out
