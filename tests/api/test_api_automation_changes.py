"""Changing an automation, pausing and waking it: what it becomes, and what may not change."""

from typing import Any

import pytest

from tests.api.automating import (
    DEFAULTS,
    FULL,
    PATH,
    automate,
    change,
    commented,
    comments_on,
    draft,
    inbox,
    read,
    settings,
)
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN

pytestmark = pytest.mark.usefixtures("afresh")


def test_a_change_replaces_every_setting(product: Product) -> None:
    made = automate(product, **FULL)

    changed = product.call(
        "PUT", f"{PATH}/{made['automationId']}", draft(trigger=FULL["trigger"]), who=ANA.creator
    )

    assert changed.status == 200
    assert settings(changed.data) == {**draft(trigger=FULL["trigger"]), **DEFAULTS}
    assert read(product, made) == changed.data
    assert {name: changed.data[name] for name in ("automationId", "createdAt")} == {
        name: made[name] for name in ("automationId", "createdAt")
    }


def test_a_change_with_the_same_settings_changes_nothing(product: Product) -> None:
    made = automate(product, **FULL)

    assert change(product, made).data == made


@pytest.mark.parametrize(
    ("field", "value"),
    [("trigger", "message"), ("instagramBusinessId", BEN.id), ("instagramBusinessId", "1")],
)
def test_a_change_of_trigger_or_account_is_refused_by_name(product: Product, field: str, value: str) -> None:
    made, wanted = automate(product), dict[str, Any]({field: value})

    answer = change(product, made, **wanted)

    assert (answer.status, answer.fields) == (400, {field: "cannot change"})
    assert read(product, made) == made


def test_a_change_that_makes_no_sense_changes_nothing(product: Product) -> None:
    made = automate(product)

    answer = change(product, made, message="Hi {nobody}")

    assert (answer.status, set(answer.fields)) == (400, {"message"})
    assert read(product, made) == made


def test_what_is_paused_stays_silent_until_it_is_woken(product: Product) -> None:
    made = automate(product)
    paused = change(product, made, state="paused").data
    comments_on(product, commented("7001"))
    before = inbox(product, "7001")

    woken = change(product, paused, state="active").data
    comments_on(product, commented("7001"))

    assert (paused["state"], woken["state"], before) == ("paused", "active", [])
    assert len(inbox(product, "7001")) == 1


def test_only_waking_moves_the_time_from_which_it_answers(product: Product) -> None:
    made = automate(product)

    renamed = change(product, made, name="Renamed").data
    paused = change(product, made, state="paused").data
    woken = change(product, made, state="active").data

    assert [one["activeSince"] for one in (renamed, paused)] == [made["activeSince"]] * 2
    assert woken["activeSince"] > made["activeSince"]
    assert woken["createdAt"] == made["createdAt"]
