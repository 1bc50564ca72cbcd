"""What an app listens to, read from its registry."""

import pytest
from chalice.app import Chalice, Cron, Rate

from local.mappings import QueueMapping, ScheduleMapping, StreamMapping, mappings
from local.queue_source import Rules
from local.schedule import Rate as Every
from local.schedule import parse


def listening() -> Chalice:
    return Chalice("tiny", configure_logs=False)


def test_queues_come_with_their_rules() -> None:
    app = listening()
    app.on_sqs_message(
        queue="hub-work",
        batch_size=10,
        name="one",
        maximum_batching_window_in_seconds=2,
        maximum_concurrency=7,
    )(print)
    app.on_sqs_message(queue_arn="arn:aws:sqs:us-east-1:1:hub-other", name="two")(print)

    assert mappings(app) == [
        QueueMapping("one", "hub-work", Rules(batch=10, window=2, instances=7)),
        QueueMapping("two", "hub-other", Rules(batch=1, window=0, instances=2)),
    ]


@pytest.mark.parametrize(
    "arn",
    [
        "dms",
        "arn:aws:dynamodb:us-east-1:1:table/dms",
        "arn:aws:dynamodb:us-east-1:1:table/dms/stream/2026-11-22T00:00:00.000",
        "some/placeholder/dms",
    ],
)
def test_a_stream_is_known_by_its_table(arn: str) -> None:
    app = listening()
    app.on_dynamodb_record(stream_arn=arn, batch_size=50, name="tally", maximum_batching_window_in_seconds=1)(
        print
    )

    assert mappings(app) == [StreamMapping("tally", "dms", 50, 1)]


def test_timers_come_with_their_plans() -> None:
    app = listening()
    app.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")(print)
    app.schedule("rate(2 hours)", name="look")(print)
    app.schedule(Cron(0, 3, "*", "*", "?", "*"), name="refresh")(print)

    assert mappings(app) == [
        ScheduleMapping("sweep", Every(60)),
        ScheduleMapping("look", Every(7_200)),
        ScheduleMapping("refresh", parse("cron(0 3 * * ? *)")),
    ]


def test_a_source_that_the_local_world_lacks_is_named() -> None:
    app = listening()
    app.on_s3_event(bucket="b", name="store")(print)

    with pytest.raises(ValueError, match="store listens to a source"):
        mappings(app)
