"""A search finds a person by whatever their creator has at hand."""

import pytest

from chalicelib.actions.capture_lead import Submission
from chalicelib.actions.read_leads import Filter
from chalicelib.domain.lead import Provider
from tests.fakes.world import ANA, World


def found(q: str) -> list[str]:
    world = World()
    world.capture_lead(Submission(form="ana", name="Kim", provider=Provider.INSTAGRAM, username="kim.x"))
    world.capture(name="Mia", provider=Provider.WHATSAPP, phone="447700900123")
    page = world.list_leads(ANA, Filter(q=q), before=None, limit=10)
    return [row.lead.name for row in page.rows]


@pytest.mark.parametrize(
    "q",
    [
        "kim.x",
        "@kim.x",
        " @KIM.X ",
        "https://www.instagram.com/kim.x/",
        "https://instagram.com/Kim.x?igsh=abc",
        "instagram.com/kim.x",
    ],
)
def test_a_user_name_is_found_as_people_write_and_copy_it(q: str) -> None:
    assert found(q) == ["Kim"]


@pytest.mark.parametrize(
    "q",
    [
        *("+44 7700 900123", "+447700900123", "(44) 7700-900123", "7700 900", "447700900123"),
        *("07700 900123", "0044 7700 900123"),
    ],
)
def test_a_phone_number_is_found_by_its_digits(q: str) -> None:
    assert found(q) == ["Mia"]


def test_a_search_for_nothing_finds_everybody() -> None:
    assert set(found("")) == {"Kim", "Mia"}


@pytest.mark.parametrize("q", ["@", "+", "()"])
def test_a_sign_alone_is_no_search_for_everybody(q: str) -> None:
    assert found(q) == []


@pytest.mark.parametrize(
    "q", ["@mia.x", "https://www.instagram.com/p/kim.x/", "+44 7700 900124", "+0 000-00", "007", "0 5"]
)
def test_what_nobody_has_finds_nobody(q: str) -> None:
    assert found(q) == []
