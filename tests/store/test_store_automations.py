"""The table of automations, real and fake alike: what a creator has set up. Counts have their own file."""

from dataclasses import MISSING, fields, replace

import pytest

from chalicelib.domain.automation import MOST, Automation, Mood, Quiet
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import Trigger
from tests.fakes.clock import START
from tests.store.answers import ACCOUNT, ANA, BEN, CHOICES, FULL, OTHER, ROCKET, SHALOM, automation
from tests.store.conftest import Stores, Tables

COUNTS = {"day", "today", "total"}  # only counting changes them


def put(stores: Stores, stored: Automation) -> Automation:
    stores.automations.add(stored)
    return stored


@pytest.mark.parametrize(
    "stored",
    [
        automation(9),
        FULL,
        replace(FULL, rule=Rule(mode=Mode.EXACT, words=(SHALOM,))),
        replace(FULL, rule=Rule(posts=("1789",))),
        replace(FULL, choices=CHOICES[:1]),
        replace(FULL, choices=()),
        replace(FULL, public=()),
        replace(FULL, link=None),
        replace(FULL, cap=None),
        replace(FULL, cap=1),
        replace(FULL, quiet=None),
        replace(FULL, quiet=Quiet(begins=0, ends=1, zone="UTC")),
        replace(FULL, name="", text=""),
        replace(FULL, text=f"{ROCKET}{SHALOM}" * 200),
    ],
    ids=[
        "plain",
        "full",
        "exact, no posts",
        "any, one post",
        "one choice",
        "no choices",
        "no public answers",
        "no link",
        "no cap",
        "a cap of one",
        "no quiet hours",
        "quiet from midnight",
        "no name and no text",
        "much emoji",
    ],
)
@pytest.mark.parametrize("way", ["add", "save"])
def test_an_automation_is_stored_as_it_is(stores: Stores, stored: Automation, way: str) -> None:
    if way == "add":
        stores.automations.add(stored)
    else:
        first = put(stores, replace(automation(9), rev=6))
        assert stores.automations.save(first, stored) is True

    assert stores.automations.get(ACCOUNT, stored.id) == stored
    assert list(stores.automations.of(ACCOUNT)) == [stored]


def test_every_setting_is_given_in_the_full_automation() -> None:
    defaults = {
        f.name: f.default for f in fields(Automation) if f.default is not MISSING and f.name not in COUNTS
    }

    assert [name for name, default in defaults.items() if getattr(FULL, name) == default] == []


@pytest.mark.parametrize("trigger", list(Trigger))
@pytest.mark.parametrize("mood", list(Mood))
def test_every_trigger_and_mood_can_be_stored(stores: Stores, trigger: Trigger, mood: Mood) -> None:
    stored = put(stores, replace(automation(), trigger=trigger, mood=mood))

    assert stores.automations.get(ACCOUNT, stored.id) == stored


@pytest.mark.parametrize("mode", list(Mode))
def test_every_way_to_match_can_be_stored(stores: Stores, mode: Mode) -> None:
    stored = put(stores, replace(automation(), rule=Rule(mode=mode)))

    assert stores.automations.get(ACCOUNT, stored.id) == stored


def test_an_automation_that_nobody_stored_is_none(stores: Stores) -> None:
    put(stores, automation())

    assert stores.automations.get(ACCOUNT, automation(1).id) is None
    assert stores.automations.get(OTHER, automation().id) is None
    assert list(stores.automations.of(OTHER)) == []


def test_an_accounts_automations_come_oldest_first_whoever_made_them(stores: Stores) -> None:
    order = [put(stores, automation(n, creator=BEN if n == 5 else ANA)) for n in (3, 1, 12, 5, 2)]
    put(stores, automation(4, account=OTHER))

    assert list(stores.automations.of(ACCOUNT)) == sorted(order, key=lambda each: each.id)


def test_all_that_an_account_may_have_are_found_however_big(stores: Stores) -> None:
    stored = [put(stores, replace(automation(n), text="x" * 12_000)) for n in range(MOST)]

    assert list(stores.automations.of(ACCOUNT)) == stored


def test_what_a_change_takes_away_is_gone(stores: Stores) -> None:
    put(stores, FULL)
    bare = replace(automation(9), rev=8)

    saved = stores.automations.save(FULL, bare)

    assert saved is True
    assert stores.automations.get(ACCOUNT, FULL.id) == bare


def test_of_two_changes_to_one_reading_the_second_is_refused(stores: Stores) -> None:
    seen = put(stores, automation())
    changes = [replace(seen, text=text, rev=1) for text in ("first", "second")]

    answers = [stores.automations.save(seen, change) for change in changes]

    assert answers == [True, False]
    assert stores.automations.get(ACCOUNT, seen.id) == changes[0]


def test_a_change_leaves_the_accounts_other_automations_alone(stores: Stores) -> None:
    seen, other, foreign = (
        put(stores, each) for each in (automation(), automation(1), automation(account=OTHER))
    )

    stores.automations.save(seen, replace(seen, text="new", rev=1))

    assert stores.automations.get(ACCOUNT, other.id) == other
    assert stores.automations.get(OTHER, foreign.id) == foreign


def test_an_automation_that_is_gone_is_not_brought_back_by_who_still_holds_it(stores: Stores) -> None:
    seen = put(stores, automation())
    stores.automations.erase(seen)

    saved = stores.automations.save(seen, replace(seen, text="new", rev=1))

    assert saved is False
    assert stores.automations.get(ACCOUNT, seen.id) is None


def test_an_automation_is_deleted_alone(stores: Stores) -> None:
    kept = [put(stores, each) for each in (automation(1), automation(2))]
    foreign = put(stores, automation(account=OTHER))
    gone = put(stores, automation())

    for _ in range(2):
        stores.automations.erase(gone)

    assert list(stores.automations.of(ACCOUNT)) == kept
    assert list(stores.automations.of(OTHER)) == [foreign]


def test_what_is_absent_takes_no_room(tables: Tables) -> None:
    tables.stores.automations.add(automation())

    [item] = tables.items("automations")
    assert not item.keys() & {"words", "posts", "choices", "link", "public", "cap", "quiet", "day", "today"}
    assert not item.keys() & {"total"}


def test_the_automations_of_an_account_cost_one_consistent_query(tables: Tables) -> None:
    for n in range(3):
        tables.stores.automations.add(automation(n))
    tables.calls.clear()
    tables.asked.clear()

    tables.stores.automations.of(ACCOUNT)

    assert tables.calls == ["Query"]
    assert '"ConsistentRead": true' in tables.asked[0]


def test_a_change_that_fails_for_another_cause_than_a_race_is_raised(tables: Tables) -> None:
    seen = put(tables.stores, automation())
    tables.refuse("UpdateItem", "AccessDeniedException")

    with pytest.raises(Exception, match="AccessDenied"):
        tables.stores.automations.save(seen, replace(seen, active_since=START + 9, rev=1))
    tables.open()
