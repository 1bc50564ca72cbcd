"""What people wrote while Instagram told us nothing is read, and answered as if it came now."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.actions.catch_up import PAGES
from chalicelib.domain.account import DAY as DAY_MS
from chalicelib.domain.event import Past
from chalicelib.domain.faults import Code, NotSent, Reason
from tests.fakes.wire import Script, before
from tests.fakes.world import ANAS, World
from tests.unit.actions.missing import PAST, answered, full, lost, person, shows, untold
from tests.unit.actions.tending import DAY, HOUR, MINUTE, now_of, visit

OFFLINE = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)


def test_a_lost_subscription_is_repaired_and_what_was_missed_is_answered() -> None:
    world = lost()
    shows(world, full(world, 3))

    visit(world)
    world.run()

    account = now_of(world)
    assert world.login.members[ANAS].subscribed
    assert (account.subscribed, account.repaired_at) == (True, world.clock())
    assert (account.missed_at, account.missed_after) == (None, None)
    assert answered(world) == {person(0), person(1), person(2)}


def test_a_subscription_that_is_there_is_no_reason_to_read_conversations() -> None:
    script = Script()
    world = lost(script)
    world.login.members[ANAS].subscribed = True

    visit(world)

    assert PAST not in script.calls


def test_events_are_switched_on_before_the_conversations_are_read() -> None:
    script = Script()
    world = lost(script)
    on: list[bool] = []
    script.on(PAST, before(lambda: on.append(world.login.members[ANAS].subscribed)))

    visit(world)

    assert on == [True]


def test_what_is_older_than_a_day_is_not_read() -> None:
    world = lost()
    shows(world, [[untold(world, 1, age=DAY_MS - 1_000_000), untold(world, 2, age=DAY_MS + 1)]])

    visit(world)
    world.run()

    assert answered(world) == {person(1)}
    assert {key[1] for key in world.stores.contacts.rows} == {person(1)}


def test_what_was_written_before_the_account_was_connected_is_not_read() -> None:
    world = lost()
    account = now_of(world)
    connected = replace(account, connected_at=world.clock() - 3_600_000)
    world.stores.accounts.rows[account.creator, account.id] = connected
    shows(world, [[untold(world, 1, age=3_600_000), untold(world, 2, age=3_600_001)]])

    visit(world)
    world.run()

    assert answered(world) == {person(1)}


def test_more_pages_than_one_visit_reads_are_read_by_the_next() -> None:
    script = Script()
    world = lost(script)
    shows(world, full(world, 2 * PAGES + 3))

    visit(world)
    first, cursor = script.calls.count(PAST), now_of(world).missed_after
    world.run()

    assert (first, cursor) == (PAGES, str(PAGES))
    assert script.calls.count(PAST) == 2 * PAGES + 3
    assert len(answered(world)) == 2 * PAGES + 3
    assert now_of(world).missed_at is None


def test_pages_that_fit_one_visit_exactly_ask_for_no_other() -> None:
    script = Script()
    world = lost(script)
    shows(world, full(world, PAGES))

    visit(world)
    world.run()

    assert script.calls.count(PAST) == PAGES
    assert now_of(world).missed_at is None


def test_each_message_is_put_once() -> None:
    script = Script()
    world = lost(script)
    shows(world, [*full(world, 3), [], [untold(world, 8), untold(world, 9)]])

    visit(world)
    world.run()

    assert script.calls.count("News.put") == 4
    assert len(answered(world)) == 5


def test_what_was_told_before_is_answered_once() -> None:
    world = lost()
    told = untold(world, 1)
    world.tell(told)
    world.run()
    shows(world, [[told, untold(world, 2)]])

    visit(world)
    world.run()

    assert sorted(message.person for message in world.instagram.inbox) == [person(1), person(2)]


def test_what_is_told_after_it_was_read_is_answered_once() -> None:
    world = lost()
    shows(world, full(world, 1))
    visit(world)
    world.run()

    world.tell(untold(world, 0))
    world.run()

    assert [message.person for message in world.instagram.inbox] == [person(0)]


def test_an_account_that_is_disconnected_meanwhile_is_not_read() -> None:
    script = Script()
    world = lost(script)
    world.instagram.pages = [OFFLINE]
    visit(world)
    account = now_of(world)
    world.stores.accounts.save(account, account.disconnect())

    world.wait(HOUR)

    assert script.calls.count(PAST) == 1


def test_a_subscription_that_cannot_be_renewed_at_once_is_read_once_it_is() -> None:
    script = Script()
    world = lost(script)
    script.on("Login.subscribe", lambda _run: False)
    visit(world)
    world.run()
    world.clock.move(DAY - timedelta(hours=1))
    world.instagram.pages = [Past([untold(world, 1)], None)]
    world.clock.move(timedelta(hours=1))

    visit(world)
    world.run()

    assert world.login.members[ANAS].subscribed
    assert answered(world) == {person(1)}


def test_a_stop_that_was_said_meanwhile_is_heard() -> None:
    world = lost()
    stop = replace(untold(world, 1, age=60_000), text="STOP", mid="stop")
    shows(world, [[untold(world, 1)], [stop]])

    visit(world)
    world.run()

    assert world.stores.contacts.rows[ANAS, person(1)].opted_out
    assert world.instagram.posts == []


def test_two_visits_at_once_answer_everybody_once() -> None:
    script = Script()
    world = lost(script)
    shows(world, full(world, 3))
    script.on("Login.subscribed", before(lambda: visit(world)))

    visit(world)
    world.run()

    assert len(world.instagram.inbox) == 3


def test_a_world_without_conversations_has_nothing_to_put() -> None:
    script = Script()
    world: World = lost(script)

    visit(world)

    assert "News.put" not in script.calls
    assert now_of(world).missed_at is None


def test_what_was_told_as_something_else_is_not_answered_as_a_message() -> None:
    world = lost()
    told = untold(world, 1)
    world.tell(replace(told, kind="story_reply"))
    world.run()
    shows(world, [[told]])

    visit(world)
    world.run()

    assert answered(world) == set()


def test_a_stop_that_nobody_told_is_heard_though_later_words_were_told() -> None:
    world = lost()
    stop = replace(untold(world, 1), text="STOP")
    world.clock.move(MINUTE)
    world.tell(replace(untold(world, 1), mid="later", text="nothing"))
    world.run()
    shows(world, [[stop]])

    visit(world)
    world.run()

    assert world.stores.contacts.rows[stop.account, stop.person].stop_at == stop.at
