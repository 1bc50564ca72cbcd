"""Which automation an occasion is for."""

from itertools import permutations

import pytest

from chalicelib.domain.automation import Automation, Found, Mood, choose
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import Trigger
from tests.unit.domain.automations import automation, id_of, occasion

ANY = Rule()
ONE_OF = Rule(mode=Mode.ONE_OF, words=("guide", "link"))
EXACT = Rule(mode=Mode.EXACT, words=("link",))
HERE = Rule(posts=("p1",))
ELSEWHERE = Rule(mode=Mode.EXACT, words=("link",), posts=("p9",))


def chosen(automations: list[Automation], text: str = "link") -> set[str | None]:
    """The ids that are chosen, whatever the order."""
    found = [choose(order, occasion(text=text)) for order in permutations(automations)]
    return {one.automation.id if one else None for one in found}


def test_the_automation_that_fits_is_found_with_its_word() -> None:
    fits = automation(rule=ONE_OF)

    assert choose([automation(2, rule=ELSEWHERE), fits], occasion(text="a Link!")) == Found(fits, "link")


def test_where_nothing_fits_nothing_is_found() -> None:
    assert choose([], occasion()) is None
    assert choose([automation(rule=EXACT)], occasion(text="something else")) is None


@pytest.mark.parametrize(
    ("loose", "strict"),
    [(ANY, ONE_OF), (ONE_OF, EXACT), (ANY, EXACT), (EXACT, HERE), (ANY, HERE)],
    ids=[
        "a word beats any",
        "all of it beats a word",
        "all of it beats any",
        "a chosen post beats words",
        "a chosen post beats any",
    ],
)
def test_the_strictest_that_fits_wins_however_old_it_is(loose: Rule, strict: Rule) -> None:
    assert chosen([automation(1, rule=loose), automation(2, rule=strict)]) == {id_of(2)}
    assert chosen([automation(2, rule=loose), automation(1, rule=strict)]) == {id_of(1)}


def test_a_stricter_one_that_does_not_fit_stands_in_nobodys_way() -> None:
    automations = [automation(1, rule=ANY), automation(2, rule=EXACT), automation(3, rule=ELSEWHERE)]

    assert chosen(automations, text="hello") == {id_of(1)}


def test_of_equals_the_oldest_wins() -> None:
    assert chosen([automation(n, rule=ONE_OF) for n in (3, 1, 2)]) == {id_of(1)}
    assert chosen([automation(n, rule=ONE_OF) for n in (0x10, 0x9, 0xF)]) == {id_of(9)}


def test_an_active_one_wins_over_a_stricter_and_older_that_is_paused() -> None:
    paused = automation(1, rule=HERE, mood=Mood.PAUSED)

    assert chosen([paused, automation(2, rule=ANY)]) == {id_of(2)}


def test_a_paused_one_is_found_where_no_active_one_fits() -> None:
    paused = [automation(n, rule=ONE_OF, mood=Mood.PAUSED) for n in (1, 2)]

    assert chosen([*paused, automation(3, rule=ELSEWHERE)]) == {id_of(1)}


@pytest.mark.parametrize("waits_for", [trigger for trigger in Trigger if trigger is not Trigger.BUTTON])
def test_an_automation_is_for_its_own_trigger_and_no_other(waits_for: Trigger) -> None:
    own = automation(trigger=waits_for, rule=ANY)

    found = {trigger for trigger in Trigger if choose([own], occasion(trigger=trigger, starts=own.id))}

    assert found == {waits_for}


def test_a_tap_starts_what_was_tapped_for_and_no_other() -> None:
    automations = [automation(n, trigger=Trigger.BUTTON, rule=ANY) for n in (1, 2, 3)]

    found = choose(automations, occasion(trigger=Trigger.BUTTON, starts=id_of(2), text="Yes"))

    assert found == Found(automations[1], "")


@pytest.mark.parametrize("starts", [None, "", id_of(9)])
def test_a_tap_for_nothing_that_there_is_finds_nothing(starts: str | None) -> None:
    tap = occasion(trigger=Trigger.BUTTON, starts=starts)

    assert choose([automation(trigger=Trigger.BUTTON, rule=ANY)], tap) is None


def test_a_tap_for_a_paused_one_finds_it() -> None:
    paused = automation(trigger=Trigger.BUTTON, rule=ANY, mood=Mood.PAUSED)

    assert choose([paused], occasion(trigger=Trigger.BUTTON, starts=paused.id)) == Found(paused, "")


def test_a_tap_does_not_start_what_waits_for_something_else() -> None:
    comments = automation(trigger=Trigger.COMMENT, rule=ANY)

    assert choose([comments], occasion(trigger=Trigger.BUTTON, starts=comments.id)) is None
