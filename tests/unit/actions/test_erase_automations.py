"""When an account is forgotten, what was set up for it and what people did there goes as well."""

from dataclasses import replace

from chalicelib.domain.gate import lookups, names, private_replies
from chalicelib.domain.occasion import Trigger
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import BEN, comments, set_up, writes
from tests.unit.actions.tending import ANAS_OTHER, MINUTE

GATES = (lookups, names, private_replies)
SCOPED = "24000000000000001"


def shop() -> World:
    """Ana has two accounts with an automation each; people were answered there, and others were not."""
    world = World()
    world.login.join(ANAS_OTHER, "ana.shop", scoped_id=SCOPED)
    world.connect(ANA, ANAS_OTHER, username="ana.shop", token="IG-shop")
    world.work()
    own = set_up(world, Trigger.COMMENT, "link")
    world.edit_automations.add(replace(own, account=ANAS_OTHER))
    for account, tail in ((ANAS, "1"), (ANAS_OTHER, "2")):
        told = (
            comments(world, id=f"c{tail}"),
            comments(world, "nice", id=f"d{tail}"),
            writes(world, mid=tail),
        )
        world.tell(*(replace(event, account=account) for event in told))
        for gate in GATES:
            world.stores.gates.take(gate(account), 1_000, now=world.clock())
    world.run()
    return world


def accounts_in(world: World) -> dict[str, set[str]]:
    stores = world.stores
    return {
        "automations": {a.account for a in stores.automations.rows.values()},
        "activities": {a.account for a in stores.activities.rows.values()},
        "leads": {lead.account for lead in stores.leads.rows.values()},
        "gates": {key for key in stores.gates.rows if "#" in key},
    }


def test_both_accounts_are_full_before() -> None:
    world = shop()

    assert accounts_in(world) == {
        "automations": {ANAS, ANAS_OTHER},
        "activities": {ANAS, ANAS_OTHER},
        "leads": {ANAS, ANAS_OTHER},
        "gates": {gate(account) for gate in GATES for account in (ANAS, ANAS_OTHER)},
    }


def test_its_automations_and_activities_go_and_those_of_the_other_account_stay() -> None:
    world = shop()

    code = world.forget(SCOPED)
    world.wait(15 * MINUTE)

    assert world.stores.deletions.rows[code].done_at is not None
    assert accounts_in(world) == {
        "automations": {ANAS},
        "activities": {ANAS},
        "leads": {ANAS},
        "gates": {gate(ANAS) for gate in GATES},
    }


def test_what_is_told_while_it_is_deleted_is_answered_by_nobody() -> None:
    world = shop()
    sent = len(world.instagram.posts)
    world.forget(SCOPED)

    world.tell(replace(comments(world, id="late", person="900000000000009"), account=ANAS_OTHER))
    world.wait(15 * MINUTE)

    assert len(world.instagram.posts) == sent
    assert accounts_in(world)["leads"] == {ANAS}


def test_automations_of_the_next_owner_stay() -> None:
    world = shop()
    theirs = replace(
        next(a for a in world.stores.automations.rows.values() if a.account == ANAS_OTHER),
        creator=BEN,
        id="f" * 24,
    )
    world.stores.automations.add(theirs)

    world.forget(SCOPED)
    world.wait(15 * MINUTE)

    assert [a for a in world.stores.automations.rows.values() if a.account == ANAS_OTHER] == [theirs]
