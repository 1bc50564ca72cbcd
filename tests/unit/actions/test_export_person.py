"""Giving out what is known of one person: all of it, and nothing of others."""

import pytest

from chalicelib.actions.find_lead import NoSuchLead, NotYourLead
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import BEN, MIA, TOM, contact_of, named
from tests.unit.actions.people import busy, leads_of


@pytest.mark.parametrize("which", [0, 1], ids=["by the comment's lead", "by the form's lead"])
def test_each_lead_leads_to_all_that_is_known_of_its_person(which: int) -> None:
    world = busy()
    leads = leads_of(world, MIA)

    known = world.export_person(ANA, leads[which].id)

    ids = {lead.id for lead in leads}
    stored = world.stores
    assert len(ids) == 2
    assert known.leads[0] == leads[which]
    assert {lead.id for lead in known.leads} == ids
    assert {dm.id for dm in known.dms} == {dm.id for dm in stored.dms.rows.values() if dm.lead in ids}
    assert len(known.dms) == 3
    assert sorted(map(str, known.entries)) == sorted(
        str(entry) for entry in stored.logs.rows if entry.dm.partition("-")[0] in ids
    )
    assert known.entries
    assert known.contact == contact_of(world)
    assert [a.event_id for a in sorted(known.activities, key=lambda a: a.event_id or "")] == ["d1", "on-1"]


def test_nothing_of_others_is_given_out() -> None:
    world = busy()

    known = world.export_person(ANA, leads_of(world, MIA)[0].id)

    assert TOM not in str(known)
    assert "robin" not in str(known)


def test_of_a_lead_that_never_came_the_form_is_known_and_no_more() -> None:
    world = busy()
    captured = named(world, "owl")

    known = world.export_person(ANA, captured.lead.id)

    assert (known.leads, known.dms) == ([captured.lead], [captured.dm])
    assert (known.contact, list(known.activities), list(known.entries)) == (None, [], [])


def test_exporting_changes_nothing() -> None:
    world = busy()
    before = str(world.stores)

    world.export_person(ANA, leads_of(world, MIA)[0].id)

    assert str(world.stores) == before


def test_nobody_exports_another_creators_lead() -> None:
    world = busy()
    lead = leads_of(world, MIA)[0]

    with pytest.raises(NotYourLead):
        world.export_person(BEN, lead.id)
    with pytest.raises(NoSuchLead):
        world.export_person(ANA, "nonsense")


def test_a_person_of_whom_two_accounts_know_is_two_people() -> None:
    world: World = busy()
    world.connect(ANA, "17841400000000003", username="shop")

    known = world.export_person(ANA, leads_of(world, MIA)[0].id)

    assert {lead.account for lead in known.leads} == {ANAS}
