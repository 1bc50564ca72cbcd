"""What a person's act does: it opens the window, binds the lead and releases its message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.queue_dm import Request
from chalicelib.domain.activity import Outcome
from chalicelib.domain.event import Act, Comment, Event, Other
from chalicelib.domain.ids import new_ref
from chalicelib.domain.state import State
from tests.fakes.instagram import act
from tests.fakes.wire import Crash, Script, before, done_but, fails
from tests.fakes.world import ANA, ANAS, PERSON, World, hint_for

BEN, BENS = "user_ben", "17841400000000002"
SECOND_ACCOUNT = "17841400000000003"


def acting(world: World, ref: str, *, account: str = ANAS, person: str = PERSON) -> Act:
    return act(account, person, at=world.clock(), ref=ref)


def test_the_link_binds_the_lead_and_releases_its_message() -> None:
    world = World()
    captured = world.capture()

    meaning = world.apply_event(acting(world, new_ref(captured.lead.id, captured.lead.ref)))

    released = world.dm(captured.dm)
    assert meaning == "released"
    assert world.lead(captured.lead).person == PERSON
    assert (released.state, released.person, released.trigger) == (State.QUEUED, PERSON, "referral")
    assert world.hints.sent == [(hint_for(released), timedelta())]


def test_the_same_person_may_come_twice_and_receives_one_message() -> None:
    world = World()
    captured = world.capture()

    for _ in range(2):
        world.open_link(captured.lead)
        world.run()

    assert world.instagram.texts(PERSON) == [captured.dm.text]
    assert world.dm(captured.dm).gen == captured.dm.gen


def test_another_person_cannot_use_the_link_again() -> None:
    world = World()
    captured = world.capture()
    ref = new_ref(captured.lead.id, captured.lead.ref)
    world.apply_event(acting(world, ref))

    meaning = world.apply_event(acting(world, ref, person="thief"))
    world.run()

    assert meaning == "ref_taken"
    assert world.lead(captured.lead).person == PERSON
    assert world.instagram.texts("thief") == []


def test_a_link_of_another_creators_lead_releases_nothing() -> None:
    world = World()
    world.connect(BEN, BENS)
    captured = world.capture(form="ben")

    meaning = world.apply_event(acting(world, new_ref(captured.lead.id, captured.lead.ref), account=ANAS))

    assert meaning == "ref_unknown"
    assert world.lead(captured.lead).person is None
    assert world.dm(captured.dm).state is State.AWAITING_CONTACT


def test_a_link_of_another_account_of_the_creator_releases_nothing() -> None:
    world = World()
    captured = world.capture()
    world.connect(ANA, SECOND_ACCOUNT)

    meaning = world.apply_event(
        acting(world, new_ref(captured.lead.id, captured.lead.ref), account=SECOND_ACCOUNT)
    )

    assert meaning == "ref_unknown"
    assert world.dm(captured.dm).state is State.AWAITING_CONTACT


@pytest.mark.parametrize(
    ("secret", "outcome"),
    [("0" * 32, Outcome.REF_UNKNOWN), ("", Outcome.NOTED), ("x", Outcome.NOTED), ("' OR 1=1", Outcome.NOTED)],
    ids=["wrong", "none", "short", "nonsense"],
)
def test_a_link_with_a_wrong_secret_releases_nothing(secret: str, outcome: Outcome) -> None:
    world = World()
    captured = world.capture()

    meaning = world.apply_event(acting(world, f"{captured.lead.id}-{secret}"))

    assert meaning == outcome
    assert world.lead(captured.lead).person is None


def test_a_link_with_a_secret_beyond_ascii_releases_nothing() -> None:
    world = World()
    captured = world.capture()

    meaning = world.apply_event(acting(world, f"{captured.lead.id}-\u00e9"))

    assert meaning == "noted"


def test_an_act_without_a_link_opens_the_window_and_releases_nothing() -> None:
    world = World()
    captured = world.capture()

    meaning = world.apply_event(act(ANAS, PERSON, at=world.clock()))

    assert meaning == "no_automation"
    assert world.stores.contacts.rows[ANAS, PERSON].last_act_at == world.clock()
    assert world.dm(captured.dm).state is State.AWAITING_CONTACT


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (
            Comment(account=ANAS, person=PERSON, at=1_790_000_000_000, comment="c1", text="me please"),
            Outcome.NO_AUTOMATION,
        ),
        (Other(account=ANAS, kind="edit"), Outcome.NOTED),
    ],
    ids=["comment", "other"],
)
def test_what_is_no_act_never_opens_the_window(event: Event, outcome: Outcome) -> None:
    world = World()

    meaning = world.apply_event(event)

    assert meaning == outcome
    assert world.stores.contacts.rows == {}


def test_news_of_an_account_that_nobody_connected_are_dropped() -> None:
    world = World()

    meaning = world.apply_event(act("17841499999999999", PERSON, at=world.clock()))

    assert meaning == "unknown_account"
    assert world.stores.contacts.rows == {}


def test_news_without_an_account_are_dropped() -> None:
    world = World()

    meaning = world.apply_event(Other(account="", kind="foreign"))

    assert meaning == "unknown_account"


def test_an_older_act_does_not_move_the_window_back() -> None:
    world = World()
    now = world.clock()
    world.apply_event(act(ANAS, PERSON, at=now))

    world.apply_event(act(ANAS, PERSON, at=now - 1))

    assert world.stores.contacts.rows[ANAS, PERSON].last_act_at == now


@pytest.mark.parametrize("at", [0, 1_999_999_999_999], ids=["no time", "the future"])
def test_an_act_counts_from_now_at_the_latest(at: int) -> None:
    world = World()

    world.apply_event(act(ANAS, PERSON, at=at))

    assert world.stores.contacts.rows[ANAS, PERSON].last_act_at == world.clock()


def test_an_act_that_is_redelivered_a_day_late_opens_no_window() -> None:
    world = World()
    captured = world.capture()
    late = acting(world, new_ref(captured.lead.id, captured.lead.ref))
    world.clock.move(timedelta(hours=24))

    world.tell(late)
    world.run()

    assert world.dm(captured.dm).state is State.FAILED
    assert world.instagram.posts == []


@pytest.mark.parametrize(
    "call", ["Contacts.touch", "Leads.bind", "Dms.save", "Hints.send"], ids=lambda call: f"after {call}"
)
@pytest.mark.parametrize("trouble", [Crash(), OSError("down")], ids=["died", "failed"])
def test_an_act_that_got_half_way_is_finished_when_it_comes_again(call: str, trouble: BaseException) -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    script.on(call, done_but(trouble))
    world.open_link(captured.lead)

    world.run()

    assert world.failures == [trouble]
    assert world.dm(captured.dm).state is State.SENT
    assert len(world.instagram.inbox) == 1


@pytest.mark.parametrize("call", ["Leads.get", "Leads.bind", "Dms.get", "Dms.save"])
def test_an_act_that_fails_is_not_lost(call: str) -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    script.on(call, fails(OSError("down")))
    world.open_link(captured.lead)

    world.run()

    assert world.dm(captured.dm).state is State.SENT


def test_a_hint_that_is_lost_costs_a_minute() -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    script.on("Hints.send", lambda _run: None)
    world.open_link(captured.lead)

    world.wait(timedelta(minutes=3))

    assert world.dm(captured.dm).state is State.SENT


def test_an_act_and_a_new_text_at_once_lose_neither() -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    script.on(
        "Dms.save",
        before(lambda: world.queue_dm(Request(creator=ANA, lead=captured.lead.id, text="new text"))),
    )
    world.open_link(captured.lead)

    world.wait(timedelta(hours=1))

    assert world.instagram.texts(PERSON) == ["new text"]


def test_a_lead_whose_message_is_gone_is_bound_all_the_same() -> None:
    world = World()
    captured = world.capture()
    world.stores.dms.rows.clear()

    meaning = world.apply_event(acting(world, new_ref(captured.lead.id, captured.lead.ref)))

    assert meaning == "noted"
    assert world.lead(captured.lead).person == PERSON


def test_a_cancelled_message_is_not_released() -> None:
    world = World()
    captured = world.capture()
    cancelled = replace(captured.dm.cancel())
    world.stores.dms.save(captured.dm, cancelled)

    world.open_link(captured.lead)
    world.run()

    assert world.dm(captured.dm) == cancelled
    assert world.instagram.posts == []


def test_a_message_that_is_booked_while_the_person_is_bound_is_released() -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    later = replace(captured.dm, id=f"{captured.lead.id}-1")
    world.stores.dms.add(later)
    script.on("Leads.bind", before(lambda: world.stores.leads.point(captured.lead, later.id)))

    world.open_link(captured.lead)
    world.run()

    assert world.dm(later).state is State.SENT
