"""The admins' overview, as the API shows it."""

from decimal import Decimal

import pytest

from chalicelib.domain.swept import Swept
from chalicelib.domain.tally import HOUR, Change
from tests.api.product import Product
from tests.api.stand_ins import Json

HOURS = {"24h": 24, "7d": 168}


@pytest.fixture(scope="module")
def overview(product: Product) -> Json:
    """After three messages in this hour, one of which failed."""
    now = product.parts.now()
    sent = [Change(creator="user_ana", old="sending", new="sent", at=now, wait=wait) for wait in (90, 4_000)]
    failed = Change(creator="user_ana", old="sending", new="failed", at=now, code="NOT_PERMITTED")
    tried = [Change(creator="user_ana", old="queued", new="sending", at=now) for _ in range(3)]
    old = Change(creator="user_ana", old="sending", new="sent", at=now - 25 * HOUR, wait=90)
    product.parts.tally([*tried, *sent, failed, old], batch="b1")
    token = product.token("user_ada", role="admin")
    return product.call("GET", "/api/admin/overview", headers={"Authorization": f"Bearer {token}"}).data


def test_a_window_says_why_messages_failed_and_how_long_sending_took(overview: Json) -> None:
    window = overview["windows"]["1h"]

    assert (window["sent"], window["failed"], window["successRate"]) == (2, 1, pytest.approx(66.7))
    assert window["failures"] == {"NOT_PERMITTED": 1}
    assert window["waitMs"] == {"p50": 250, "p95": 5_000, "p99": 5_000}


@pytest.mark.parametrize("name", HOURS)
def test_a_series_has_a_point_for_every_hour(overview: Json, name: str) -> None:
    series = overview["series"][name]

    assert len(series) == len({point["at"] for point in series}) == HOURS[name]
    assert {key: series[-1][key] for key in ("sent", "failed", "unconfirmed")} == {
        "sent": 2,
        "failed": 1,
        "unconfirmed": 0,
    }
    assert sum(point["sent"] for point in series) == overview["windows"][name]["sent"]


def test_the_oldest_overdue_message_is_as_late_as_the_last_sweep_saw_it(product: Product) -> None:
    now = product.parts.now()
    product.parts.stores.counters.note(Swept(at=now, overdue=2, oldest=now - 90_000))
    token = product.token("user_ada", role="admin")

    seen = product.call("GET", "/api/admin/overview", headers={"Authorization": f"Bearer {token}"}).data

    assert seen["overdue"] == {"count": 2, "oldestSeconds": 90}


def test_costs_are_dollars_in_decimal_digits(overview: Json) -> None:
    one, hour = Decimal(overview["costPerDm"]), Decimal(overview["windows"]["1h"]["cost"])

    assert Decimal("0.00001") < one < Decimal("0.0001")
    assert 3 * one < hour < 5 * one


def test_what_was_counted_once_is_not_counted_for_another_creator(product: Product, overview: Json) -> None:
    counters = product.parts.stores.counters

    assert (counters.of("user_ana").of["sent"], counters.of("user_ben").of) == (3, {})
    assert overview["totals"]["sent"] == 3
