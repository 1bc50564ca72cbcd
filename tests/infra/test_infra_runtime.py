"""The packaged zip at work: unpacked, with bare Python and no source tree, fed as Lambda feeds it."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from chalicelib.actions.connect_account import Login
from chalicelib.domain.hint import Hint
from chalicelib.domain.visit import Visit
from infra.functions import FUNCTIONS
from infra.package import Package
from local.proxy import event
from local.queue_source import Queue
from local.records import schedule_event, sqs_event, stream_event
from local.routes import find
from local.web import Request
from tests.infra.container import SECRET, Container, Seen, contained

HOOK = "/api/webhooks/instagram"
LEAD = {"form": "ana", "name": "Mia Lee", "provider": "instagram", "consent": True}
WISH = Hint(creator="user_ana", dm="0" * 24 + "-0", gen=1, account="1784")


@pytest.fixture(scope="module")
def container(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    with contained(package, tmp_path_factory.mktemp("lambda")) as found:
        login = Login(
            creator="user_ana",
            account="17841400000000001",
            username="ana",
            token="t",
            lives=timedelta(days=60),
        )
        found.product().connect_account(login)
        yield found


@pytest.fixture(scope="module")
def seen(container: Container) -> dict[str, Seen]:
    """What every function did with what it is fed: the API first, since others live on what it leaves."""
    found = {"api": container.call("api", *requests())}
    batches = {
        "send_instagram": queued(container, "instagram", WISH.to_text()),
        "apply_events": queued(container, "events", "no parcel of events"),
        "note_whatsapp": queued(container, "whatsapp", WISH.to_text(), "no hint"),
        "tend_accounts": queued(container, "accounts", Visit("user_nobody", "1").to_text()),
        "tally_changes": changed(container),
        "sweep": schedule_event("sweep", 0),
        "call_accounts": schedule_event("call_accounts", 0),
    }
    with ThreadPoolExecutor(max_workers=2) as pool:
        return found | dict(zip(batches, pool.map(container.call, batches, batches.values()), strict=True))


def requests() -> list[dict[str, Any]]:
    json_header = [("Content-Type", "application/json")]
    query = f"hub.mode=subscribe&hub.challenge=42&hub.verify_token={SECRET['INSTAGRAM_WEBHOOK_VERIFY_TOKEN']}"
    return [
        asked(Request(method="GET", path="/api/health")),
        asked(Request(method="POST", path="/api/leads", headers=json_header, body=json.dumps(LEAD).encode())),
        asked(Request(method="GET", path=HOOK, query=query)),
        asked(Request(method="GET", path="/f/ana")),
    ]


def asked(request: Request) -> dict[str, Any]:
    match = find(request.path, ["/api/health", "/api/leads", HOOK, "/f/{form}"])
    assert match is not None
    return event(request, match, id="request-1", now=0)


def queued(container: Container, kind: str, *bodies: str) -> dict[str, Any]:
    """A batch with *bodies* that really went through the queue."""
    sqs, url = container.client("sqs"), container.url(kind)
    sqs.purge_queue(QueueUrl=url)
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body)
    names = {"MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"]}
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, **names)["Messages"]
    assert len(got) == len(bodies)
    in_order = sorted(got, key=lambda message: bodies.index(message["Body"]))
    return sqs_event(in_order, Queue.find(sqs, f"autodm-hub-dev-{kind}").arn)


def changed(container: Container) -> dict[str, Any]:
    """All changes of the table of messages, from its stream."""
    table = container.client("dynamodb").describe_table(TableName="autodm-hub-dev-dms")["Table"]
    arn, streams = table["LatestStreamArn"], container.client("dynamodbstreams")
    [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    start = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    return stream_event(streams.get_records(ShardIterator=start)["Records"], arn)


def rows(container: Container, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = container.client("dynamodb").scan(TableName=f"autodm-hub-dev-{kind}")[
        "Items"
    ]
    return found


@contextmanager
def aside(file: Path, folder: Path) -> Iterator[None]:
    """For a while *file* lies in *folder*; afterwards it is back for everybody else, whatever happened."""
    lent = file.rename(folder / file.name)
    try:
        yield
    finally:
        lent.rename(file)


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_a_function_loads_nothing_but_the_package_and_python_itself(
    container: Container, seen: dict[str, Seen], name: str
) -> None:
    loaded = seen[name]

    assert loaded.foreign(container.task) == []
    assert str(container.task) in loaded.files["botocore"]
    assert str(container.task) in loaded.files["chalice"]
    around = Path(loaded.library).parent
    assert all(Path(entry).is_relative_to(around) and "site-packages" not in entry for entry in loaded.path)


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_a_function_compiles_nothing_when_it_starts(
    container: Container, seen: dict[str, Seen], name: str
) -> None:
    assert [file for file in seen[name].compiled if file.startswith(str(container.task))] == []


def test_a_source_that_comes_without_its_compiled_half_would_be_noticed(
    container: Container, seen: dict[str, Seen], tmp_path: Path
) -> None:
    del seen  # the package is whole until everybody else has used it
    compiled = next((container.task / "__pycache__").glob("app.*.pyc"))

    with aside(compiled, tmp_path):
        late = container.call("api", asked(Request(method="GET", path="/api/health")))

    assert late.compiled == [str(container.task / "app.py")]


def test_nothing_is_written_where_the_code_lies(
    container: Container, seen: dict[str, Seen], package: Package
) -> None:
    del seen  # everything has run
    with ZipFile(package.zip) as made:
        packed = set(made.namelist())

    assert {
        str(file.relative_to(container.task)) for file in container.task.rglob("*") if file.is_file()
    } == packed


def test_the_api_is_well(seen: dict[str, Seen]) -> None:
    health, *_ = seen["api"].answers

    assert health["statusCode"] == 200
    assert json.loads(health["body"])["success"] is True


def test_a_lead_from_the_form_is_stored_with_its_message(container: Container, seen: dict[str, Seen]) -> None:
    _, taken, *_ = seen["api"].answers

    assert taken["statusCode"] == 201
    lead = json.loads(taken["body"])["data"]["leadId"]
    assert [row["lead_id"]["S"] for row in rows(container, "leads")] == [lead]
    assert [row["dm_id"]["S"] for row in rows(container, "dms")] == [f"{lead}-0"]


def test_a_secret_is_read_from_parameter_store_in_the_version_that_the_deployment_names(
    seen: dict[str, Seen],
) -> None:
    _, _, handshake, _ = seen["api"].answers

    assert (handshake["statusCode"], handshake["body"]) == (200, "42")


def test_a_page_finds_its_template_in_the_package(seen: dict[str, Seen]) -> None:
    *_, page = seen["api"].answers

    assert page["statusCode"] == 200
    assert "</html>" in page["body"]


def test_of_a_batch_the_failing_record_alone_comes_back(container: Container, seen: dict[str, Seen]) -> None:
    [answer] = seen["note_whatsapp"].answers

    assert len(answer["batchItemFailures"]) == 1
    assert [row["status"]["S"] for row in rows(container, "logs")] == ["coming_soon"]


def test_a_hint_for_a_message_that_is_not_there_is_dropped_and_one_that_cannot_be_read_is_not(
    seen: dict[str, Seen],
) -> None:
    assert seen["send_instagram"].answers == [{"batchItemFailures": []}]
    assert len(seen["apply_events"].answers[0]["batchItemFailures"]) == 1
    assert seen["tend_accounts"].answers == [{"batchItemFailures": []}]


def test_what_the_stream_tells_is_counted(container: Container, seen: dict[str, Seen]) -> None:
    assert seen["tally_changes"].answers == [None]

    counted = {(row["scope"]["S"], row["bucket"]["S"]): row for row in rows(container, "counters")}
    assert counted["dms", "all"]["awaiting_contact"] == {"N": "1"}


def test_the_timer_of_every_minute_leaves_word_that_it_was_there(
    container: Container, seen: dict[str, Seen]
) -> None:
    assert seen["sweep"].answers == [None]

    assert ("sweep", "last") in {
        (row["scope"]["S"], row["bucket"]["S"]) for row in rows(container, "counters")
    }
