"""The table of events that led to no message, real and fake alike."""

from collections.abc import Iterable
from dataclasses import MISSING, fields, replace
from datetime import timedelta

import pytest

from chalicelib.domain.activity import Activity, Outcome
from tests.fakes.clock import START, Clock
from tests.store.answers import ACCOUNT, ANA, BEN, OTHER, PERSON, ROCKET, SHALOM, activity
from tests.store.conftest import Stores, Tables

FULL = replace(
    activity(),
    username=f"mia.{SHALOM}",
    event_id="aWdfZAG1faXRlbTo=",
    post="1789",
    automation=f"{1:024x}",
    word=f"{SHALOM} {ROCKET}",
)


def put(stores: Stores, *activities: Activity) -> list[Activity]:
    for stored in activities:
        stores.activities.put(stored)
    return list(activities)


def page(
    stores: Stores, creator: str = ANA, *, before: str | None = None, limit: int = 999
) -> list[Activity]:
    return list(stores.activities.page(creator, before=before, limit=limit))


def of_person(stores: Stores, creator: str = ANA, *, limit: int = 999) -> list[Activity]:
    return _by_id(stores.activities.of_person(creator, ACCOUNT, PERSON, limit=limit))


def _by_id(activities: Iterable[Activity]) -> list[Activity]:
    return sorted(activities, key=lambda each: each.id)


@pytest.mark.parametrize(
    "stored",
    [activity(), FULL, activity(person=None), replace(FULL, key="\N{GRINNING FACE}#a#b")],
    ids=["plain", "full", "nobody's", "an odd key"],
)
def test_an_activity_is_stored_as_it_is(stores: Stores, stored: Activity) -> None:
    stores.activities.put(stored)

    assert page(stores) == [stored]
    assert of_person(stores) == ([stored] if stored.person else [])


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_can_be_stored(stores: Stores, outcome: Outcome) -> None:
    stores.activities.put(replace(FULL, outcome=outcome))

    assert page(stores) == [replace(FULL, outcome=outcome)]


def test_every_field_is_given_in_the_full_activity() -> None:
    defaults = {f.name: f.default for f in fields(Activity) if f.default is not MISSING}

    assert [name for name, default in defaults.items() if getattr(FULL, name) == default] == []


def test_an_event_that_is_told_twice_stands_there_once_with_its_newest_outcome(stores: Stores) -> None:
    put(stores, FULL, replace(activity(), outcome=Outcome.PAUSED))

    assert page(stores) == [replace(activity(), outcome=Outcome.PAUSED)]


@pytest.mark.parametrize(
    "change", [{"at": START + 1}, {"key": "another"}, {"creator": BEN}], ids=["time", "key", "creator"]
)
def test_events_of_another_time_key_or_creator_stand_beside_each_other(
    stores: Stores, change: dict[str, str]
) -> None:
    one, another = put(stores, FULL, replace(FULL, **change))  # type: ignore[arg-type] # fields of an activity

    assert _by_id(page(stores) + page(stores, BEN)) == _by_id([one, another])


def test_pages_go_from_the_newest_to_the_oldest_without_a_gap(stores: Stores) -> None:
    stored = put(stores, *(activity(n) for n in (3, 0, 6, 1, 5, 2, 4)))
    put(stores, activity(9, creator=BEN))

    first = page(stores, limit=3)
    second = page(stores, before=first[-1].id, limit=3)
    third = page(stores, before=second[-1].id, limit=3)

    assert first + second + third == _by_id(stored)[::-1]
    assert [len(each) for each in (first, second, third)] == [3, 3, 1]
    assert page(stores, before=third[-1].id, limit=3) == []


def test_events_of_one_moment_are_paged_through_one_by_one(stores: Stores) -> None:
    stored = put(stores, *(replace(activity(), key=key) for key in "cab"))
    seen: list[Activity] = []

    while found := page(stores, before=seen[-1].id if seen else None, limit=1):
        seen += found

    assert seen == _by_id(stored)[::-1]


def test_a_cursor_whose_row_is_gone_still_works(stores: Stores) -> None:
    stored = put(stores, *(activity(n) for n in range(3)))
    stores.activities.erase(stored[1:2])

    assert page(stores, before=stored[1].id) == stored[:1]


@pytest.mark.parametrize("limit", [1, 5, 6, 200])
def test_no_more_of_a_person_is_given_than_was_asked_for(stores: Stores, limit: int) -> None:
    stored = put(stores, *(activity(n) for n in range(6)))

    found = of_person(stores, limit=limit)

    assert len(found) == min(limit, 6)
    assert all(each in stored for each in found)


def test_very_much_of_one_person_is_given_in_full(stores: Stores) -> None:
    stored = put(stores, *(activity(n) for n in range(120)))

    assert of_person(stores) == stored


def test_what_one_person_did_is_given_in_its_order_whatever_came_first(stores: Stores) -> None:
    put(stores, *(activity(n) for n in (50, 3, 200, 7, 119, 0)))

    assert of_person(stores) == [activity(n) for n in (0, 3, 7, 50, 119, 200)]


def test_what_one_person_did_is_nobody_elses(stores: Stores) -> None:
    own = put(stores, activity(0), activity(1))
    put(stores, activity(2, person="another"), activity(3, person=None), activity(4, account=OTHER))
    put(stores, activity(5, creator=BEN), activity(6, person=f"{PERSON}0"))

    assert of_person(stores) == own
    assert of_person(stores, BEN) == [activity(5, creator=BEN)]
    assert of_person(stores, "user_nobody") == []


@pytest.mark.parametrize("limit", [1, 3])
def test_what_another_creator_saw_of_the_person_takes_no_place(stores: Stores, limit: int) -> None:
    before = [activity(n, creator=BEN) for n in range(3)]
    after = [activity(n, creator=f"{BEN}-2") for n in range(4, 7)]
    put(stores, *before, activity(3), *after)

    assert of_person(stores, limit=limit) == [activity(3)]


def test_what_one_person_did_is_deleted_and_nothing_else(stores: Stores) -> None:
    put(stores, activity(0), activity(1))
    kept = put(stores, activity(2, person="another"), activity(3, account=OTHER))
    foreign = put(stores, activity(0, creator=BEN))

    for _ in range(2):
        stores.activities.erase([activity(0), activity(1)])

    assert of_person(stores) == []
    assert page(stores) == kept[::-1]
    assert page(stores, BEN) == foreign


@pytest.mark.parametrize("n", [0, 1, 25, 26, 60])
def test_any_number_of_activities_is_deleted_at_once(stores: Stores, n: int) -> None:
    stored = put(stores, *(activity(i) for i in range(n + 1)))

    stores.activities.erase(stored[:n])

    assert page(stores) == stored[n:]


def test_an_accounts_activities_are_deleted_some_at_a_time_until_none_is_left(stores: Stores) -> None:
    put(stores, *(activity(n, person=str(n)) for n in range(60)))
    kept = put(stores, *(activity(n, account=OTHER) for n in range(100, 105)))
    foreign = put(stores, activity(creator=BEN))

    erased = [stores.activities.erase_some(ANA, ACCOUNT, limit=25) for _ in range(4)]

    assert erased == [25, 25, 10, 0]
    assert page(stores) == kept[::-1]
    assert page(stores, BEN) == foreign


def test_what_stands_behind_another_accounts_is_found_and_deleted(stores: Stores) -> None:
    kept = put(stores, *(activity(n, account=OTHER) for n in range(30)))
    put(stores, *(activity(n) for n in range(30, 33)))

    erased = [stores.activities.erase_some(ANA, ACCOUNT, limit=2) for _ in range(3)]

    assert erased == [2, 1, 0]
    assert page(stores) == kept[::-1]


def test_an_activity_is_kept_for_thirty_days_from_when_we_heard_of_it(tables: Tables, clock: Clock) -> None:
    clock.move(timedelta(hours=36))

    tables.stores.activities.put(activity())

    [item] = tables.items("activities")
    assert item["expires_at"] == {"N": str((clock.now // 1_000) + 30 * 24 * 3_600)}


def test_what_nobody_did_is_in_no_persons_list(tables: Tables) -> None:
    tables.stores.activities.put(activity(person=None))

    [item] = tables.items("activities")
    assert "whose" not in item


def test_a_page_costs_one_query(tables: Tables) -> None:
    put(tables.stores, *(activity(n) for n in range(7)))
    tables.calls.clear()

    page(tables.stores, limit=3)

    assert tables.calls == ["Query"]


def test_a_person_costs_one_query_and_one_request_for_a_hundred_rows(tables: Tables) -> None:
    put(tables.stores, *(activity(n) for n in range(100)))
    tables.calls.clear()

    of_person(tables.stores)
    full = list(tables.calls)
    tables.stores.activities.of_person(ANA, ACCOUNT, "nobody", limit=9)

    assert full == ["Query", "BatchGetItem"]
    assert tables.calls == [*full, "Query"]
