"""The worker behind the queue of accounts to look after."""

from chalicelib.domain.visit import Visit
from chalicelib.workers.accounts import handle
from chalicelib.workers.batch import Failures
from tests.fakes.wire import Script, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import ANAS_OTHER, DAY, DOWN, now_of
from tests.unit.workers.conftest import Lines, batch, failures

OURS = Visit(ANA, ANAS).to_text()


def work(world: World, *bodies: str) -> Failures:
    return handle(batch(*bodies), tend_account=world.tend_account)


def due(wire: Script | None = None) -> World:
    world = World(wire=wire)
    world.work()
    world.clock.move(2 * DAY)
    return world


def test_every_account_of_a_batch_is_tended() -> None:
    world = World()
    world.connect(ANA, ANAS_OTHER, username="ana.shop", token="IG-other")

    answer = work(world, OURS, Visit(ANA, ANAS_OTHER).to_text())

    assert answer == failures()
    assert not any(now_of(world, ANA, id).due(world.clock()) for id in (ANAS, ANAS_OTHER))


def test_the_same_visit_many_times_in_a_batch_is_made_once() -> None:
    script = Script()
    world = due(script)

    answer = work(world, *[OURS] * 8)

    assert answer == failures()
    assert script.calls.count("Login.profile") == 1


def test_a_visit_that_fails_comes_back_alone() -> None:
    script = Script()
    world = World(wire=script)
    world.connect(ANA, ANAS_OTHER, username="ana.shop", token="IG-other")
    script.on("Accounts.get", fails(OSError("down")))

    answer = work(world, OURS, Visit(ANA, ANAS_OTHER).to_text())

    assert len(answer["batchItemFailures"]) == 1
    assert sum(now_of(world, ANA, id).due(world.clock()) for id in (ANAS, ANAS_OTHER)) == 1


def test_an_instagram_that_is_down_uses_the_visit_up() -> None:
    script = Script()
    world = due(script)
    script.always("Login.profile", fails(DOWN))

    assert work(world, OURS) == failures()
    assert (now_of(world).care_at or 0) > world.clock()


def test_junk_fails_alone() -> None:
    world = due()

    answer = work(world, "junk", OURS, '{"creator":1}', "[]", "null")

    assert answer == failures("m0", "m2", "m3", "m4")
    assert not now_of(world).due(world.clock())


def test_a_visit_to_nobody_is_done() -> None:
    assert work(World(), Visit("user_gone", "999").to_text()) == failures()


def test_nothing_secret_reaches_the_log(lines: Lines) -> None:
    script = Script()
    world = World(wire=script)
    world.connect(token="IG-canary")
    script.always("Login.profile", fails(DOWN))
    world.clock.move(51 * DAY)

    work(world, OURS, "junk-canary")

    assert lines.said("record.failed")
    assert "IG-canary" not in lines.all()
    assert "junk-canary" not in lines.all()
