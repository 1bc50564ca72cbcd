"""A form that is sent twice under one key makes one lead, whoever is first and whatever goes wrong."""

from dataclasses import replace

import pytest

from chalicelib.actions.capture_lead import Captured, Submission
from chalicelib.actions.queue_dm import KeyReused
from chalicelib.domain.lead import Provider
from tests.fakes.wire import Crash, Script, before, done_but, fails
from tests.fakes.world import World

MIA = Submission(form="ana", name="Mia Sol", provider=Provider.INSTAGRAM, username="mia", key="k1")
BEN, BENS = "user_ben", "17841400000000002"
WRITES = ("Keys.claim", "Dms.add", "Leads.add")


def stored(world: World) -> tuple[int, int]:
    return len(world.stores.leads.rows), len(world.stores.dms.rows)


def test_the_second_time_answers_with_the_first_ones_lead() -> None:
    world = World()

    first, second = world.capture_lead(MIA), world.capture_lead(MIA)

    assert second == first
    assert stored(world) == (1, 1)


def test_the_second_time_shows_how_the_message_is_doing_by_now() -> None:
    world = World()
    first = world.capture_lead(MIA)
    world.open_link(first.lead)
    world.run()

    assert world.capture_lead(MIA).dm == world.dm(first.dm)


def test_without_a_key_two_are_two() -> None:
    world = World()

    for _ in range(2):
        world.capture_lead(replace(MIA, key=None))

    assert stored(world) == (2, 2)


@pytest.mark.parametrize(
    "change",
    [{"name": "Kim"}, {"username": "kim"}, {"message": "Hi"}, {"provider": "whatsapp"}, {"phone": "4911"}],
    ids=lambda change: next(iter(change)),
)
def test_another_submission_under_a_key_that_was_used_is_refused(change: dict[str, str]) -> None:
    world = World()
    world.capture_lead(MIA)

    with pytest.raises(KeyReused):
        world.capture_lead(replace(MIA, **change))  # type: ignore[arg-type] # each is a field's text

    assert stored(world) == (1, 1)


def test_a_key_is_its_forms_own() -> None:
    world = World()
    world.connect(BEN, BENS)

    anas, bens = world.capture_lead(MIA), world.capture_lead(replace(MIA, form="ben"))

    assert (anas.lead.creator, bens.lead.creator) == ("user_ana", BEN)


def test_two_forms_of_one_creator_take_the_same_key_for_two_leads() -> None:
    world = World()
    world.stores.forms.put(replace(world.stores.forms.rows["ana"], slug="ana-2"))

    first, second = world.capture_lead(MIA), world.capture_lead(replace(MIA, form="ana-2"))

    assert (first.lead.form, second.lead.form) == ("ana", "ana-2")
    assert stored(world) == (2, 2)


def test_without_its_key_nobody_can_guess_what_was_typed_from_what_is_kept() -> None:
    world = World()

    for key in ("k1", "k2"):
        world.capture_lead(replace(MIA, key=key))

    kept = {claimed.digest for claimed in world.stores.keys.rows.values()}
    assert len(kept) == 2


def test_a_creators_own_key_is_another_key() -> None:
    world = World()
    world.stores.keys.claim("user_ana", "k1", dm="x-0", digest="x")

    assert world.lead(world.capture_lead(MIA).lead).dm != "x-0"


def test_a_key_costs_one_write_and_a_submission_without_one_costs_none() -> None:
    script = Script()
    world = World(wire=script)
    script.calls.clear()
    world.capture_lead(MIA)
    keyed = [call for call in script.calls if call in {*WRITES, "Keys.finish"}]
    script.calls.clear()
    world.capture_lead(replace(MIA, key=None))

    assert keyed == list(WRITES)
    assert "Keys.claim" not in script.calls


@pytest.mark.parametrize("call", [*WRITES, "Leads.get", "Dms.get"])
def test_of_two_at_once_both_get_the_same_receipt(call: str) -> None:
    script = Script()
    world = World(wire=script)
    other: list[Captured] = []
    if call == "Dms.get":
        world.capture_lead(MIA)
    script.on(call, before(lambda: other.append(world.capture_lead(MIA))))

    mine = world.capture_lead(MIA)

    assert (mine.lead, mine.dm.id) == (other[0].lead, other[0].dm.id)
    assert stored(world) == (1, 1)


@pytest.mark.parametrize("wrong", [fails, done_but], ids=["before", "after"])
@pytest.mark.parametrize("call", WRITES)
def test_whoever_tries_again_after_a_crash_has_one_lead_with_its_message(call: str, wrong: object) -> None:
    assert callable(wrong)
    script = Script()
    world = World(wire=script)
    script.on(call, wrong(Crash()))
    with pytest.raises(Crash):
        world.capture_lead(MIA)

    again = world.capture_lead(MIA)

    assert (world.lead(again.lead), world.dm(again.dm)) == (again.lead, again.dm)
    assert stored(world) == (1, 1)
