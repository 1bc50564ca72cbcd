"""A batch: each message on its own."""

from collections.abc import Sequence
from threading import Barrier

from chalicelib.telemetry import request
from chalicelib.workers.batch import Record, Work, run
from tests.unit.workers.conftest import Lines, batch, failures


def test_one_message_that_raises_does_not_take_the_others_along(lines: Lines) -> None:
    def work(record: Record) -> bool:
        if record["body"] == "bad":
            raise KeyError("canary")
        return True

    answer = run(batch("good", "bad", "good"), work)

    assert answer == failures("m1")
    assert [line["error"] for line in lines.said("record.failed")] == ["KeyError"]


def test_a_message_whose_work_is_not_done_comes_back() -> None:
    answer = run(batch("done", "not done"), lambda record: str(record["body"]) == "done")

    assert answer == failures("m1")


def test_a_batch_without_trouble_leaves_nothing() -> None:
    assert run(batch("a", "b"), lambda _: True) == failures()


def test_an_empty_batch_is_no_trouble() -> None:
    assert run(batch(), lambda _: True) == failures()


def test_a_batch_in_which_everything_fails_comes_back_whole() -> None:
    assert run(batch("a", "b", "c"), lambda _: False) == failures("m0", "m1", "m2")


def test_messages_are_worked_on_side_by_side() -> None:
    together = Barrier(5, timeout=5)

    def work(_: Record) -> bool:
        together.wait()
        return True

    assert run(batch(*"abcde"), work) == failures()


def test_each_message_is_worked_on_for_the_request_that_it_began_with() -> None:
    event = batch("a", "b")
    event["Records"][0]["messageAttributes"]["request"] = {"stringValue": "req-1"}
    seen: dict[str, str | None] = {}

    def work(record: Record) -> bool:
        seen[record["body"]] = request()
        return True

    run(event, work)

    assert seen == {"a": "req-1", "b": None}


def test_a_record_without_attributes_is_worked_on_all_the_same() -> None:
    event = batch("a")
    del event["Records"][0]["messageAttributes"]

    assert run(event, lambda _: True) == failures()


def test_the_order_of_the_records_may_be_chosen() -> None:
    def backwards(work: Work, records: Sequence[Record]) -> Sequence[bool]:
        return [work(record) for record in records[::-1]][::-1]

    seen: list[str] = []

    def work(record: Record) -> bool:
        seen.append(record["body"])
        return str(record["body"]) == "a"

    answer = run(batch("a", "b"), work, each=backwards)

    assert seen == ["b", "a"]
    assert answer == failures("m1")
