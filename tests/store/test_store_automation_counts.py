"""Counting an automation's messages, real and fake alike: no more than the day's, and none twice or lost."""

from dataclasses import replace

import pytest

from chalicelib.domain.automation import Automation, day_of
from chalicelib.domain.contact import DAY
from tests.fakes.clock import START
from tests.store.answers import ACCOUNT, FULL, OTHER, automation
from tests.store.conftest import Stores, Tables

MIDNIGHT = START // DAY * DAY + DAY
TODAY, TOMORROW = day_of(MIDNIGHT - 1), day_of(MIDNIGHT)


def put(stores: Stores, *, cap: int | None = None) -> Automation:
    stored = automation(cap=cap)
    stores.automations.add(stored)
    return stored


def count(stores: Stores, counted: Automation, *times: int) -> list[bool]:
    return [stores.automations.count(counted, now=at) for at in times]


def counts(stores: Stores) -> tuple[str | None, int, int]:
    found = stores.automations.get(ACCOUNT, automation().id)
    assert found is not None
    return found.day, found.today, found.total


def test_the_first_message_begins_the_day(stores: Stores) -> None:
    counted = put(stores)

    answers = count(stores, counted, START)

    assert answers == [True]
    assert stores.automations.get(ACCOUNT, counted.id) == replace(
        counted, day=day_of(START), today=1, total=1
    )


def test_an_automation_without_a_cap_counts_on_and_on(stores: Stores) -> None:
    counted = put(stores)

    answers = count(stores, counted, *[START] * 30)

    assert answers == [True] * 30
    assert counts(stores) == (day_of(START), 30, 30)


@pytest.mark.parametrize("cap", [1, 2, 5])
def test_the_cap_is_reached_and_never_passed(stores: Stores, cap: int) -> None:
    counted = put(stores, cap=cap)

    answers = count(stores, counted, *[START] * (cap + 3))

    assert answers == [True] * cap + [False] * 3
    assert counts(stores) == (day_of(START), cap, cap)


def test_the_cap_of_the_reading_counts(stores: Stores) -> None:
    counted = put(stores, cap=1)

    answers = [
        stores.automations.count(replace(counted, cap=cap), now=START) for cap in (1, 1, 2, 1, None, 2)
    ]

    assert answers == [True, False, True, False, True, False]
    assert counts(stores) == (day_of(START), 3, 3)


def test_the_day_begins_at_midnight_to_the_millisecond(stores: Stores) -> None:
    counted = put(stores, cap=2)

    answers = count(stores, counted, *[MIDNIGHT - 1] * 3)
    before = counts(stores)
    answers += count(stores, counted, *[MIDNIGHT] * 3)

    assert answers == [True, True, False] * 2
    assert before == (TODAY, 2, 2)
    assert counts(stores) == (TOMORROW, 2, 4)


def test_days_without_a_message_are_skipped(stores: Stores) -> None:
    counted = put(stores, cap=1)

    answers = count(stores, counted, START, START + 400 * DAY)

    assert answers == [True, True]
    assert counts(stores) == (day_of(START + 400 * DAY), 1, 2)


def test_a_worker_whose_clock_is_still_before_midnight_counts_too(stores: Stores) -> None:
    counted = put(stores)

    answers = count(stores, counted, MIDNIGHT, MIDNIGHT - 1)

    assert answers == [True, True]
    assert counts(stores) == (TOMORROW, 2, 2)


def test_a_clock_that_is_still_before_midnight_does_not_begin_the_new_day_again(stores: Stores) -> None:
    counted = put(stores, cap=2)

    answers = count(stores, counted, MIDNIGHT, MIDNIGHT - 1, MIDNIGHT)

    assert answers == [True, True, False]
    assert counts(stores) == (TOMORROW, 2, 2)


def test_one_more_is_free_when_one_is_taken_back(stores: Stores) -> None:
    counted = put(stores, cap=2)
    count(stores, counted, START, START)

    stores.automations.uncount(counted, now=START)
    between = counts(stores)
    answers = count(stores, counted, START, START)

    assert between == (day_of(START), 1, 1)
    assert answers == [True, False]
    assert counts(stores) == (day_of(START), 2, 2)


def test_no_more_is_taken_back_than_was_counted(stores: Stores) -> None:
    counted = put(stores)
    count(stores, counted, START, START)

    for _ in range(5):
        stores.automations.uncount(counted, now=START)

    assert counts(stores) == (day_of(START), 0, 0)


def test_nothing_is_taken_back_from_an_automation_that_never_answered(stores: Stores) -> None:
    counted = put(stores)

    stores.automations.uncount(counted, now=START)

    assert stores.automations.get(ACCOUNT, counted.id) == counted


def test_the_total_of_earlier_days_stays_when_all_of_today_is_taken_back(stores: Stores) -> None:
    counted = put(stores)
    count(stores, counted, MIDNIGHT - 1, MIDNIGHT - 1, MIDNIGHT)

    for _ in range(3):
        stores.automations.uncount(counted, now=MIDNIGHT)

    assert counts(stores) == (TOMORROW, 0, 2)


def test_what_was_counted_before_midnight_is_not_taken_from_the_new_day(stores: Stores) -> None:
    counted = put(stores, cap=1)
    count(stores, counted, MIDNIGHT - 1, MIDNIGHT)

    stores.automations.uncount(counted, now=MIDNIGHT - 1)

    assert counts(stores) == (TOMORROW, 1, 2)


def test_a_deleted_automation_counts_nothing_and_stays_deleted(stores: Stores) -> None:
    counted = put(stores, cap=9)
    count(stores, counted, START)
    stores.automations.erase(counted)

    answers = count(stores, counted, START, START + DAY)
    stores.automations.uncount(counted, now=START)

    assert answers == [False, False]
    assert stores.automations.get(ACCOUNT, counted.id) is None


def test_an_automation_that_nobody_stored_counts_nothing(stores: Stores) -> None:
    answers = count(stores, automation(), START)

    assert answers == [False]
    assert list(stores.automations.of(ACCOUNT)) == []


def test_each_automation_has_counts_of_its_own(stores: Stores) -> None:
    counted, others = put(stores), [automation(1), automation(account=OTHER)]
    for other in others:
        stores.automations.add(other)

    count(stores, counted, START)

    assert [stores.automations.get(other.account, other.id) for other in others] == others


def test_a_change_of_the_settings_keeps_the_counts(stores: Stores) -> None:
    seen = put(stores)
    count(stores, seen, START, START)
    new = replace(FULL, id=seen.id, rev=1)

    saved = stores.automations.save(seen, new)
    count(stores, new, START)

    assert saved is True
    assert stores.automations.get(ACCOUNT, seen.id) == replace(new, day=day_of(START), today=3, total=3)


def test_who_was_counted_meanwhile_does_not_refuse_a_change(stores: Stores) -> None:
    stale = put(stores, cap=1)
    count(stores, stale, START)

    saved = stores.automations.save(stale, replace(stale, cap=2, rev=1))

    assert saved is True
    assert count(stores, replace(stale, cap=2), START, START) == [True, False]


def test_a_count_that_comes_in_the_middle_of_a_change_stays(tables: Tables) -> None:
    seen = put(tables.stores)
    count(tables.stores, seen, START)
    tables.meanwhile(1, lambda: count(tables.stores, seen, START))

    saved = tables.stores.automations.save(seen, replace(seen, text="new", rev=1))

    assert saved is True
    assert counts(tables.stores) == (day_of(START), 2, 2)


def test_of_two_who_want_the_last_of_the_day_one_has_it(tables: Tables) -> None:
    counted = put(tables.stores, cap=2)
    count(tables.stores, counted, START)
    others: list[bool] = []
    tables.meanwhile(1, lambda: others.extend(count(tables.stores, counted, START)))

    answers = count(tables.stores, counted, START)

    assert (others, answers) == ([True], [False])
    assert counts(tables.stores) == (day_of(START), 2, 2)


@pytest.mark.parametrize("cap", [None, 2], ids=["no cap", "a cap of two"])
@pytest.mark.parametrize("earlier", [0, 1], ids=["ever", "today"])
@pytest.mark.parametrize("nth", [1, 2], ids=["at its first call", "at its second call"])
def test_of_two_who_send_the_first_message_both_are_counted(
    tables: Tables, cap: int | None, earlier: int, nth: int
) -> None:
    counted = put(tables.stores, cap=cap)
    count(tables.stores, counted, *[MIDNIGHT - 1] * earlier)
    others: list[bool] = []
    tables.meanwhile(nth, lambda: others.extend(count(tables.stores, counted, MIDNIGHT)))

    answers = count(tables.stores, counted, MIDNIGHT)

    assert (others, answers) == ([True], [True])
    assert counts(tables.stores) == (TOMORROW, 2, 2 + earlier)


def test_of_two_who_send_the_first_message_one_is_too_many_for_a_cap_of_one(tables: Tables) -> None:
    counted = put(tables.stores, cap=1)
    others: list[bool] = []
    tables.meanwhile(2, lambda: others.extend(count(tables.stores, counted, START)))

    answers = count(tables.stores, counted, START)

    assert (others, answers) == ([True], [False])
    assert counts(tables.stores) == (day_of(START), 1, 1)


def test_a_count_costs_one_request_but_for_the_first_of_the_day(tables: Tables) -> None:
    counted = put(tables.stores)
    tables.calls.clear()

    count(tables.stores, counted, START)
    first = len(tables.calls)
    count(tables.stores, counted, START)

    assert (first, tables.calls) == (2, ["UpdateItem"] * 3)
