"""Calling an app's functions as Lambda does, and what Lambda tells them."""

import threading
from typing import Any

import pytest

from local.context import Context
from local.functions import Functions


class App:
    def __init__(self, **handlers: object) -> None:
        self.handler_map = handlers


def test_a_function_gets_the_event_and_a_context() -> None:
    seen: list[Any] = []
    functions = Functions(App(work=lambda event, context: seen.append((event, context.function_name))))

    functions.invoke("work", {"Records": [1]})

    assert seen == [({"Records": [1]}, "autodm-hub-local-work")]


def test_a_function_cannot_change_the_callers_event() -> None:
    event = {"Records": [{"body": "a"}]}

    Functions(App(work=lambda given, _context: given["Records"].clear())).invoke("work", event)

    assert event == {"Records": [{"body": "a"}]}


def test_an_answer_comes_back_as_json_would_bring_it() -> None:
    functions = Functions(App(work=lambda _event, _context: {"ids": (1, 2), 3: None}))

    assert functions.invoke("work", {}) == {"ids": [1, 2], "3": None}


def test_an_answer_that_is_no_json_is_an_error() -> None:
    functions = Functions(App(work=lambda _event, _context: {1, 2}))

    with pytest.raises(TypeError, match="not JSON serializable"):
        functions.invoke("work", {})


def test_the_first_calls_of_all_functions_come_one_after_the_other() -> None:
    may_finish, begun, other_begun = threading.Event(), threading.Event(), threading.Event()

    def build(_event: object, _context: object) -> None:
        begun.set()
        may_finish.wait(5)

    functions = Functions(App(one=build, other=lambda _event, _context: other_begun.set()))
    threads = [threading.Thread(target=functions.invoke, args=(name, {})) for name in ("one", "other")]
    threads[0].start()
    begun.wait(5)

    threads[1].start()
    side_by_side = other_begun.wait(0.05)
    may_finish.set()

    assert (side_by_side, other_begun.wait(5)) == (False, True)
    for thread in threads:
        thread.join()


def test_warm_functions_run_side_by_side() -> None:
    meeting = threading.Barrier(2, timeout=5)
    warm = [False]

    def meet(_event: object, _context: object) -> str:
        if warm[0]:
            meeting.wait()
        return "met"

    functions = Functions(App(work=meet))
    functions.invoke("work", {})
    warm[0] = True
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(functions.invoke("work", {}))) for _ in range(2)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["met", "met"]


def test_the_time_that_is_left_runs_out_but_never_below_zero() -> None:
    now = [100.0]
    context = Context(function_name="work", timeout=3.0, clock=lambda: now[0])
    left = []

    for now[0] in (100.0, 101.5, 110.0):
        left.append(context.get_remaining_time_in_millis())

    assert left == [3_000, 1_500, 0]


def test_a_context_names_the_function_and_the_call() -> None:
    one, other = Context(function_name="work"), Context(function_name="work")

    assert one.invoked_function_arn == "arn:aws:lambda:us-east-1:000000000000:function:work"
    assert one.log_group_name == "/aws/lambda/work"
    assert one.aws_request_id != other.aws_request_id
