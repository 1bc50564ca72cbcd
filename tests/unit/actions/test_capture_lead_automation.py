"""An automation for new leads writes the message that the form would have written."""

from dataclasses import replace

import pytest

from chalicelib.actions.capture_lead import Captured, Submission
from chalicelib.domain.automation import Mood
from chalicelib.domain.choice import Choice
from chalicelib.domain.lead import Provider
from chalicelib.domain.message import DEFAULT, DISCLOSURE, disclose
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from chalicelib.domain.state import State
from tests.fakes.wire import Crash, Script, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import BEN, MIA, now_of, opens, prefer, set_up

OWN = DEFAULT.replace("{name}", "Mia")
LINK = "https://ana.example/guide"
YES = Choice(title="Yes", quick=True)


def submitted(
    world: World,
    *,
    provider: Provider = Provider.INSTAGRAM,
    message: str | None = None,
    key: str | None = None,
) -> Captured:
    return world.capture_lead(
        Submission(
            form="ana",
            name="Mia Sol",
            provider=provider,
            username="mia.sol",
            phone="4915112345678",
            message=message,
            key=key,
        )
    )


def open_form(world: World) -> None:
    world.stores.forms.put(replace(world.stores.forms.rows["ana"], open_text=True))


def test_its_text_its_link_and_what_can_be_tapped_are_the_messages() -> None:
    world = World()
    text = "Hi {name}, {username}: {link}"
    automation = set_up(world, Trigger.LEAD, text=text, link=LINK, choices=(YES,))

    dm = submitted(world).dm

    assert dm.text == disclose(f"Hi Mia, @mia.sol: {LINK}", DISCLOSURE)
    assert (dm.automation, dm.choices, dm.state) == (automation.id, (YES,), State.AWAITING_CONTACT)
    assert now_of(world, automation).total == 1


def test_it_goes_out_when_the_person_comes_through_the_link() -> None:
    world = World()
    set_up(world, Trigger.LEAD, text="Welcome", choices=(YES,))
    captured = submitted(world)

    world.tell(opens(world, captured.lead))
    world.run()

    [(_, call)] = world.instagram.posts
    assert (call.person, call.text, call.choices) == (MIA, disclose("Welcome", DISCLOSURE), (YES,))


def test_what_is_sent_again_after_a_crash_counts_once() -> None:
    script = Script()
    world = World(wire=script)
    automation = set_up(world, Trigger.LEAD, text="Welcome")
    script.on("Leads.add", fails(Crash()))
    with pytest.raises(Crash):
        submitted(world, key="k1")

    dm = submitted(world, key="k1").dm

    assert (dm.automation, now_of(world, automation).total) == (automation.id, 1)


def test_a_paused_one_leaves_the_forms_own_text() -> None:
    world = World()
    automation = set_up(world, Trigger.LEAD, text="Welcome", mood=Mood.PAUSED)

    dm = submitted(world).dm

    assert (dm.text, dm.automation) == (disclose(OWN, DISCLOSURE), None)
    assert now_of(world, automation).total == 0


def test_one_that_waits_for_something_else_leaves_the_forms_own_text() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, text="Welcome")

    dm = submitted(world).dm

    assert (dm.text, dm.automation) == (disclose(OWN, DISCLOSURE), None)


def test_another_creators_leaves_the_forms_own_text() -> None:
    world = World()
    theirs = set_up(world, Trigger.LEAD, text="Welcome")
    world.stores.automations.rows[ANAS, theirs.id] = replace(theirs, creator=BEN)

    dm = submitted(world).dm

    assert (dm.text, dm.automation) == (disclose(OWN, DISCLOSURE), None)


def test_somebody_on_whatsapp_gets_the_forms_own_text_and_no_line() -> None:
    world = World()
    automation = set_up(world, Trigger.LEAD, text="Welcome", choices=(YES,))

    dm = submitted(world, provider=Provider.WHATSAPP).dm

    assert (dm.text, dm.automation, dm.choices) == (OWN, None, ())
    assert dm.state is State.COMING_SOON
    assert now_of(world, automation).total == 0


def test_an_open_forms_words_go_out_as_they_are() -> None:
    world = World()
    open_form(world)
    automation = set_up(world, Trigger.LEAD, text="Welcome")

    dm = submitted(world, message="Your code is 1234").dm

    assert (dm.text, dm.automation) == ("Your code is 1234", None)
    assert now_of(world, automation).total == 0


def test_an_open_form_without_words_gets_the_automations() -> None:
    world = World()
    open_form(world)
    set_up(world, Trigger.LEAD, text="Welcome")

    dm = submitted(world).dm

    assert dm.text == disclose("Welcome", DISCLOSURE)


def test_a_creator_who_wants_no_line_has_none_in_forms_either() -> None:
    world = World()
    prefer(world, Preferences(creator=ANA, disclosure=""))

    dm = submitted(world).dm

    assert dm.text == OWN


def test_what_the_automation_says_later_does_not_change_a_message_that_waits() -> None:
    world = World()
    automation = set_up(world, Trigger.LEAD, text="Welcome")
    captured = submitted(world)
    world.edit_automations.change(automation.id, replace(automation, text="Go away"))

    world.tell(opens(world, captured.lead))
    world.run()

    assert world.instagram.texts(MIA) == [disclose("Welcome", DISCLOSURE)]
