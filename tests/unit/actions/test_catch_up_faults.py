"""A fault while missed conversations are read: it costs minutes, no page twice, and it ends within a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.account import DAY as DAY_MS
from chalicelib.domain.event import Past
from chalicelib.domain.faults import Code, Deferred, NotSent, Reason, Refused
from tests.fakes.wire import Script, before
from tests.fakes.world import ANAS
from tests.unit.actions.missing import PAST, answered, full, lost, person, shows, untold
from tests.unit.actions.tending import DAY, HOUR, MINUTE, now_of, visit

OFFLINE = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
LIMIT = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)


def test_a_fault_in_the_middle_costs_minutes_and_no_page_twice() -> None:
    script = Script()
    world = lost(script)
    pages = full(world, 4)
    shows(world, pages)
    world.instagram.pages[1] = OFFLINE
    visit(world)
    broken = now_of(world)
    shows(world, pages)

    world.wait(10 * MINUTE)

    assert (broken.missed_after, broken.missed_at) == ("1", broken.check_at - DAY_MS + 300_000)
    assert script.calls.count(PAST) == 2 + 3
    assert len(answered(world)) == 4
    assert now_of(world).missed_at is None


def test_a_fault_that_lasts_is_met_every_few_minutes_and_ends() -> None:
    script = Script()
    world = lost(script)
    world.instagram.pages = [LIMIT]
    visit(world)

    world.wait(HOUR)
    often = script.calls.count(PAST)
    world.instagram.pages = [Past([untold(world, 1)], None)]
    world.wait(10 * MINUTE)

    assert 8 <= often <= 14
    assert answered(world) == {person(1)}


def test_a_fault_that_outlasts_the_day_in_which_an_answer_is_allowed_ends_the_reading() -> None:
    script = Script()
    world = lost(script)
    world.instagram.pages = [OFFLINE]
    visit(world)

    world.wait(DAY - timedelta(minutes=10))
    still = now_of(world).missed_at
    world.wait(timedelta(minutes=20))
    ended, asked = now_of(world), script.calls.count(PAST)
    world.wait(HOUR)

    assert still is not None
    assert (ended.missed_at, ended.missed_after, ended.missed_to) == (None, None, None)
    assert script.calls.count(PAST) == asked


def test_when_the_reading_is_given_up_the_log_says_so_without_anybodys_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = lost()
    world.instagram.pages = [OFFLINE]
    visit(world)
    noticed = world.clock()

    world.wait(DAY + HOUR)

    [record] = [record for record in caplog.records if record.message == "account.missed"]
    assert (record.levelname, record.__dict__["missed_to"]) == ("WARNING", noticed)


def test_a_fault_never_makes_the_day_longer() -> None:
    world = lost()
    world.instagram.pages = [OFFLINE]
    visit(world)
    noticed = now_of(world).missed_to

    world.wait(HOUR)

    assert now_of(world).missed_to == noticed == world.clock() - 3_600_000


def test_a_subscription_that_is_lost_again_has_a_day_of_its_own() -> None:
    world = lost()
    world.instagram.pages = [OFFLINE]
    visit(world)
    world.clock.move(DAY - timedelta(minutes=1))
    due = replace(now_of(world), check_at=world.clock())
    world.stores.accounts.rows[due.creator, due.id] = due
    world.login.members[ANAS].subscribed = False

    visit(world)

    assert now_of(world).missed_to == world.clock()


def test_what_is_missed_while_the_last_page_is_read_is_still_to_be_read() -> None:
    script = Script()
    world = lost(script)
    again = timedelta(seconds=1)

    def misses() -> None:
        world.clock.move(again)
        account = now_of(world)
        world.stores.accounts.rows[account.creator, account.id] = account.missed(now=world.clock())

    script.on(PAST, before(misses))
    visit(world)

    assert now_of(world).missed_at == now_of(world).missed_to == world.clock()


def test_a_refusal_for_good_ends_the_reading() -> None:
    world = lost()
    shows(world, full(world, 4))
    world.instagram.pages[1] = Refused(Code.NOT_PERMITTED, Reason.PERMISSION_MISSING)

    visit(world)
    world.run()

    assert now_of(world).missed_at is None
    assert len(answered(world)) == 1
