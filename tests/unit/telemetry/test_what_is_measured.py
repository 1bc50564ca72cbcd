"""What the workers and actions tell CloudWatch, each thing once and nobody by name."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.dm import GRACE
from chalicelib.domain.faults import Ended, Fault
from chalicelib.domain.ids import new_id
from chalicelib.domain.lead import first_dm, next_dm
from chalicelib.domain.parcel import pack
from chalicelib.graph.replies import carried, read
from chalicelib.graph.transport import Answer, NeverSent
from chalicelib.telemetry import FROM_ZERO, Metric
from chalicelib.workers import batch, events, tally
from tests.fakes.clock import START
from tests.fakes.instagram import act
from tests.fakes.metrics import Told, measured
from tests.fakes.wire import Script, fails
from tests.fakes.world import ANAS, World
from tests.unit.actions.road import LOST, A, Road
from tests.unit.actions.tending import DAY, DOWN, ended, live, now_of
from tests.unit.workers.conftest import batch as batch_of

LEAD = new_id(START, bytes)
FIRST, LATER = first_dm(LEAD), next_dm(LEAD, "0f")


def image(state: str, dm: str = FIRST, **more: int | str) -> Mapping[str, Mapping[str, str]]:
    numbers = {name: {"N": str(n)} for name, n in more.items() if isinstance(n, int)}
    texts = {name: {"S": text} for name, text in more.items() if isinstance(text, str)}
    return {"creator_id": {"S": "u"}, "dm_id": {"S": dm}, "state": {"S": state}, **numbers, **texts}


def stream(*images: tuple[object, object]) -> Mapping[str, Any]:
    records = []
    for n, (old, new) in enumerate(images):
        change = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image}
        about = {"ApproximateCreationDateTime": START / 1_000, **change}
        records.append({"eventID": f"e{n}", "dynamodb": about})
    return {"Records": records}


def moved(*images: tuple[object, object], world: World | None = None) -> Told:
    world = world or World()
    return measured(lambda: tally.handle(stream(*images), tally=world.tally))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (None, image("awaiting_contact"), {Metric.LEADS}),
        (None, image("coming_soon"), {Metric.LEADS, Metric.WHATSAPP}),
        (None, image("queued"), {Metric.LEADS, Metric.QUEUED}),
        (None, image("queued", LATER), {Metric.QUEUED}),
        (image("awaiting_contact"), image("queued"), {Metric.QUEUED}),
        (image("queued"), image("sending"), set()),
        (image("sending"), image("queued"), set()),
        (image("sending"), image("sent"), {Metric.SENT}),
        (image("sending"), image("failed", code="RATE_LIMIT"), {Metric.FAILED}),
        (image("sending"), image("unconfirmed"), {Metric.UNCONFIRMED}),
        (image("failed"), image("queued"), {Metric.RETRIED}),
        (image("unconfirmed"), image("queued"), {Metric.RETRIED}),
        (image("sent"), None, set()),
        (image("sent"), image("sent", read_at=1), set()),
    ],
)
def test_each_move_tells_what_it_is(old: object, new: object, told: set[Metric]) -> None:
    assert moved((old, new)).names() == {metric.value for metric in told}


def test_a_batch_that_the_stream_repeats_is_measured_once() -> None:
    world, change = World(), (image("sending", created_at=1), image("sent", created_at=1, sent_at=5))

    first, again = (moved(change, world=world) for _ in range(2))

    assert (first.values(Metric.SENT), first.values(Metric.LEAD_TIME)) == ([1], [4])
    assert again.documents == []


def test_failures_are_told_apart_by_their_code() -> None:
    told = moved(
        (image("sending"), image("failed", code="NOT_PERMITTED")),
        (image("sending"), image("failed", code="UNAVAILABLE")),
    )

    assert told.values(Metric.FAILED, ErrorCode="NOT_PERMITTED") == [1]
    assert told.values(Metric.FAILED) == [1, 1]


@pytest.mark.parametrize(
    ("old", "facts", "took"),
    [
        ("sending", {"created_at": 1_000, "trigger_at": 4_000, "sent_at": 4_700}, [700]),
        ("sending", {"created_at": 1_000, "sent_at": 1_700}, [700]),
        ("sending", {"created_at": 1_000, "trigger_at": 4_000, "sent_at": 3_900}, [0]),
        ("unconfirmed", {"created_at": 1_000, "sent_at": 1_700}, []),
        ("sending", {"created_at": 1_000, "sent_at": 9_000, "attempts": 3, "tries": 2}, [8_000]),
        ("sending", {"created_at": 1_000, "sent_at": 9_000, "attempts": 3, "tries": 1}, []),
    ],
    ids=[
        "since the person acted",
        "since it was booked",
        "clocks differ",
        "found out afterwards",
        "at the third try",
        "asked for again",
    ],
)
def test_the_time_to_a_message_runs_from_when_it_was_allowed(
    old: str, facts: dict[str, int], took: list[int]
) -> None:
    assert moved((image(old, FIRST, **facts), image("sent", FIRST, **facts))).values(Metric.LEAD_TIME) == took


def test_every_sweep_tells_how_long_the_oldest_message_is_late_also_when_none_is() -> None:
    script = Script()
    world = World(wire=script)

    well = measured(world.sweep)
    script.always("Hints.send", lambda _run: None)
    world.queued()
    world.clock.move(timedelta(milliseconds=GRACE))
    late = measured(world.sweep)

    assert (well.values(Metric.OLDEST), well.values(Metric.OVERDUE)) == ([0], [0])
    assert [well.values(metric) for metric in FROM_ZERO] == [[0]] * len(FROM_ZERO)
    assert (late.values(Metric.OLDEST), late.values(Metric.OVERDUE)) == ([GRACE / 1_000], [1])


def test_a_record_that_fails_is_told_since_lambda_does_not() -> None:
    def work(_: object) -> bool:
        raise OSError("down")

    assert measured(lambda: batch.run(batch_of("a", "b"), work)).values(Metric.RECORDS_FAILED) == [1, 1]


def test_a_message_that_cannot_be_swept_is_told_as_a_record_that_failed() -> None:
    script = Script()
    world = World(wire=script)
    world.queued()
    world.clock.move(timedelta(milliseconds=GRACE))
    script.on("Dms.get", fails(OSError("down")))

    assert measured(world.sweep).values(Metric.RECORDS_FAILED) == [1]
    assert measured(world.sweep).values(Metric.RECORDS_FAILED) == []


@pytest.mark.parametrize(
    ("ago", "lag"), [(5_000, 5_000), (0, 0), (-3_000, 0)], ids=["late", "at once", "clocks differ"]
)
def test_an_event_tells_how_long_it_was_on_its_way(ago: int, lag: int) -> None:
    world = World()
    [parcel] = pack([act(ANAS, "igsid", at=world.clock() - ago)])

    def work() -> None:
        events.handle(
            batch_of(parcel.body),
            apply_event=world.apply_event,
            settle_dm=world.settle_dm,
            read=world.read_webhook,
            news=world.news,
            clock=world.clock,
        )

    assert measured(work).values(Metric.EVENT_LAG) == [lag]


def test_a_circuit_is_told_once_when_it_opens_and_again_when_its_probe_fails() -> None:
    road = Road()
    pace = road.container()

    def fail(times: int) -> Told:
        def work() -> None:
            for _ in range(times):
                pace.faulted(A, LOST, until=0)

        return measured(work)

    nine, tenth, late = fail(9), fail(1), fail(5)
    road.pass_ms(61_000)
    probe = fail(1)

    assert nine.documents == late.documents == []
    assert tenth.values(Metric.CIRCUITS) == probe.values(Metric.CIRCUITS) == [1]


def test_a_visit_tells_how_many_days_the_token_has_left() -> None:
    world = World()
    left = (now_of(world).token_expires_at - world.clock()) / 86_400_000

    told = measured(lambda: live(world, DAY, step=DAY))

    assert told.values(Metric.DAYS_LEFT) == [pytest.approx(left - 1, abs=0.1)]


def test_a_refresh_that_fails_is_told_and_so_is_a_token_that_ran_out_in_spite_of_it() -> None:
    script = Script()
    world = World(wire=script)
    script.always("Login.refresh", fails(DOWN))

    told = measured(lambda: live(world, 61 * DAY, step=timedelta(hours=6)))

    assert min(told.values(Metric.DAYS_LEFT)) == 1
    assert len(told.values(Metric.REFRESH_FAILED)) >= 9
    assert (told.values(Metric.EXPIRED), told.values(Metric.ENDED)) == ([1], [1])


def test_a_connection_that_its_owner_ended_is_no_token_that_ran_out() -> None:
    script = Script()
    world = World(wire=script)
    script.always("Login.profile", fails(ended(Ended.REMOVED)))

    told = measured(lambda: live(world, DAY, step=DAY))

    assert (told.values(Metric.ENDED), told.values(Metric.EXPIRED)) == ([1], [])


def test_each_call_of_instagram_tells_its_time_and_each_fault_its_code() -> None:
    def refused() -> None:
        read(carried(lambda: Answer(status=400, body=b'{"error": {"code": 613}}', ms=30)), now=0)

    def unreachable() -> None:
        def call() -> Answer:
            raise NeverSent("refused", ms=7)

        carried(call)

    def work() -> None:
        carried(lambda: Answer(status=200, ms=50))
        for call in (refused, unreachable):
            with suppress(Fault):
                call()

    told = measured(work)

    assert told.values(Metric.GRAPH_TIME) == [50, 30, 7]
    assert told.values(Metric.GRAPH_FAULTS) == [1, 1]
    assert told.values(Metric.GRAPH_FAULTS, ErrorCode="RATE_LIMIT") == [1]
    assert told.values(Metric.GRAPH_FAULTS, ErrorCode="UNAVAILABLE") == [1]
