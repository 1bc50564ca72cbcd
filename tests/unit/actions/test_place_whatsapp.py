"""A wish for WhatsApp, which is answered by a link until sending is built."""

import pytest

from chalicelib.actions.queue_dm import NoPhone, Request
from chalicelib.domain.dm import Dm
from chalicelib.domain.lead import Provider
from tests.fakes.world import World


def ask(dm: Dm, *, text: str | None = None) -> Request:
    return Request(creator=dm.creator, lead=dm.lead, text=text)


def test_whatsapp_gives_a_link_and_notes_the_wish() -> None:
    world = World()
    captured = world.capture(provider=Provider.WHATSAPP, phone="4915112345678")

    link = world.place_whatsapp(ask(captured.dm, text="Hi & bye"))
    [(hint, _)] = world.wishes.sent
    world.note_whatsapp(hint)

    assert link == "https://wa.me/4915112345678?text=Hi%20%26%20bye"
    assert [(e.status, e.provider) for e in world.log(captured.dm)] == [("coming_soon", Provider.WHATSAPP)]


def test_whatsapp_needs_a_phone_number() -> None:
    world = World()
    captured = world.capture()

    with pytest.raises(NoPhone):
        world.place_whatsapp(ask(captured.dm))

    assert world.wishes.sent == []
