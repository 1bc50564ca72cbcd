"""The alarms' page: what rings, as people and as programs see it, and orders to make it ring."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from infra.functions import FUNCTIONS
from local.alarms_page import JSON, PATH, AlarmsPage
from local.breakage import Breakage, How
from local.dev import DevRoutes
from local.folder import Folder
from local.front import Front
from local.identity import Identity
from local.invocations import in_folder
from local.watchtower import Watchtower, alarms
from local.web import Answer, Refused, Request, as_json

ORIGIN = "http://127.0.0.1:8000"
START = 1_800_000_000.0


class Place:
    """A world's folder, its pages, and its clock."""

    def __init__(self, parent: Path) -> None:
        self.folder = Folder.create(parent)
        self.now = START
        self.breakage = Breakage(self.folder.broken)
        tower = Watchtower(self.folder.path, lambda: self.now)
        page = AlarmsPage(tower, self.breakage, None, origin=ORIGIN, base="")
        identity = Identity(ORIGIN, lambda: START, {"STAGE": "local"})
        self.dev = DevRoutes(identity, None, page)

    def ask(self, method: str, path: str, **given: str) -> Answer:
        answer = self.dev.answer(Request(method=method, path=path, body=urlencode(given).encode()))
        assert answer is not None
        return answer

    def ringing(self) -> set[str]:
        seen = json.loads(self.ask("GET", JSON).body)["alarms"]
        return {one["name"] for one in seen if one["verdict"]["state"] == "ALARM"}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_all_alarms_of_the_template_can_be_read_here() -> None:
    names = {one.name for one in alarms()}

    assert {"autodm-hub-local-oldest-pending", "autodm-hub-local-duration-api"} < names
    assert not any("${" in json.dumps(dict(one.properties)) for one in alarms())


def test_an_alarm_that_rings_stands_first_on_the_page_with_what_it_means(place: Place) -> None:
    quiet = place.ask("GET", PATH).body.decode()
    measures = in_folder(place.folder.path, lambda: place.now).measures
    measures.note(
        "AWS/SQS", {"QueueName": "autodm-hub-local-events-dead"}, ApproximateNumberOfMessagesVisible=2
    )
    place.now += 60

    page = place.ask("GET", PATH).body.decode()

    assert place.ringing() == {"dead-letters-events"}
    assert "All is quiet" in quiet
    assert "1 of " in page
    assert page.index("dead-letters-events") < page.index("oldest-pending")
    assert "Work of the events queue was given up" in page
    assert "ApproximateNumberOfMessagesVisible at least 1 in 1 min" in page
    assert "runbook.md#dead-letters" in page


def test_an_order_is_kept_for_those_who_run_functions_and_cleared(place: Place) -> None:
    answer = place.ask("POST", PATH, act="break", function="sweep", how="crash", times="2")

    [order] = place.breakage.orders()
    assert (order.function, order.how, order.times) == ("sweep", How.CRASH, 2)
    assert (answer.status, dict(answer.headers)["Location"]) == (303, PATH)
    assert "sweep crashes, 2 times" in place.ask("GET", PATH).body.decode()
    place.ask("POST", PATH, act="clear")
    assert place.breakage.orders() == []


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"act": "minute"},
        {"act": "break", "function": "nobody", "how": "crash"},
        {"act": "break", "function": "sweep", "how": "explode"},
        {"act": "break", "function": "sweep", "how": "crash", "times": "0"},
        {"act": "break", "function": "sweep", "how": "crash", "times": "many"},
    ],
)
def test_what_cannot_be_ordered_is_refused(place: Place, given: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        place.ask("POST", PATH, **given)

    assert refused.value.status == 400
    assert place.breakage.orders() == []


def test_another_sites_page_orders_nothing(place: Place) -> None:
    request = Request(method="POST", path=PATH, headers=[("Origin", "http://other.test")], body=b"act=clear")

    with pytest.raises(Refused):
        place.dev.answer(request)


def test_every_function_can_be_chosen(place: Place) -> None:
    page = place.ask("GET", PATH).body.decode()

    assert all(f"<option>{name}</option>" in page for name in FUNCTIONS)


@pytest.mark.parametrize(
    ("how", "status", "least"), [("timeout", 504, 29_000), ("throttle", 500, 0), ("crash", 502, 0)]
)
def test_api_gateway_answers_for_a_function_that_cannot_and_measures_it(
    place: Place, how: str, status: int, least: float
) -> None:
    place.ask("POST", PATH, act="break", function="api", how=how, times="1")
    front = Front(App(), lambda _: None, lambda: START, "", in_folder(place.folder.path, lambda: place.now))

    answers = [front.answer(Request(method="GET", path=path)) for path in ("/there", "/there", "/nothing")]

    noted = [json.loads(line) for line in place.folder.measures.read_text("utf-8").splitlines()]
    gateway = [one["values"] for one in noted if one["space"] == "AWS/ApiGateway"]
    assert [answer.status for answer in answers] == [status, 200, 404]
    assert [(one["5XXError"], one["4XXError"]) for one in gateway] == [(1, 0), (0, 0), (0, 1)]
    assert gateway[0]["Latency"] >= least


class App:
    """An app with one route."""

    def __init__(self) -> None:
        self.routes = {"/there": {"GET": object()}}

    def __call__(self, _event: object, _context: object) -> dict[str, object]:
        return {"statusCode": 200, "body": as_json(200, {}).body.decode()}
