"""Failed messages as admins see them, and their second chance."""

from typing import Any

import pytest

from chalicelib.domain.faults import Code, Reason, Refused
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Json, Reply

OFF = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
CAUSE = {"code": "NOT_PERMITTED", "reason": "MESSAGE_ACCESS_OFF"}
WRONG: dict[str, tuple[str, Any]] = {
    "jobIds is empty": ("jobIds", {"jobIds": []}),
    "jobIds is a text": ("jobIds", {"jobIds": "0" * 24 + "-0"}),
    "jobIds has 101": ("jobIds", {"jobIds": ["0" * 24 + "-0"] * 101}),
    "jobIds has a number": ("jobIds.0", {"jobIds": [7]}),
    "jobIds has a lead's id": ("jobIds.0", {"jobIds": ["0" * 24]}),
    "jobIds has an upper-case id": ("jobIds.0", {"jobIds": ["A" * 24 + "-0"]}),
    "limit is 0": ("limit", {**CAUSE, "limit": 0}),
    "limit is 101": ("limit", {**CAUSE, "limit": 101}),
    "limit is a text": ("limit", {**CAUSE, "limit": "5"}),
    "dryRun is a word": ("dryRun", {**CAUSE, "dryRun": "yes"}),
    "nothing": ("jobIds", {}),
    "an unknown field": ("all", {**CAUSE, "all": True}),
}


@pytest.fixture
def admin(product: Product) -> dict[str, str]:
    return {"Authorization": f"Bearer {product.token('user_ada', role='admin')}"}


def replay(product: Product, admin: dict[str, str], **body: object) -> Reply:
    return product.call("POST", "/api/admin/dead-letters/replay", body, headers=admin)


def groups(product: Product, admin: dict[str, str]) -> list[Json]:
    answer = product.call("GET", "/api/admin/dead-letters", headers=admin)
    found: list[Json] = answer.data["groups"]
    return found


def failed(product: Product, person: str, **fields: object) -> str:
    product.instagram.faults = [OFF]
    return product.sent_lead(person, BEN, **fields)


def verdicts(answer: Reply) -> set[str]:
    return {item["verdict"] for item in answer.data["items"]}


def test_failed_messages_are_grouped_by_their_cause(product: Product, admin: dict[str, str]) -> None:
    lead = failed(product, "9601", name="Canary", message="Canary text")

    shown = str(groups(product, admin))

    assert lead in shown
    assert "MESSAGE_ACCESS_OFF" in shown
    assert "Canary" not in shown


def test_a_replayed_message_goes_out_once_and_says_who_asked(product: Product, admin: dict[str, str]) -> None:
    lead = failed(product, "9602")

    first, second = (replay(product, admin, jobIds=[f"{lead}-0"]) for _ in range(2))
    product.work("instagram")

    status = product.status(lead, BEN.creator)
    assert (verdicts(first), verdicts(second)) == ({"replayed"}, {"not_failed"})
    assert status["dmStatus"] == "sent"
    assert [m.person for m in product.instagram.inbox].count("9602") == 1
    assert "user_ada" in str(status["recentLogs"])


def test_a_dry_run_changes_nothing(product: Product, admin: dict[str, str]) -> None:
    lead = failed(product, "9603")

    answer = product.refuses(
        "POST", "/api/admin/dead-letters/replay", {"jobIds": [f"{lead}-0"], "dryRun": True}, headers=admin
    )

    assert verdicts(answer) == {"would_replay"}
    assert product.status(lead, BEN.creator)["dmStatus"] == "failed"


def test_a_message_whose_day_is_over_is_not_replayed(product: Product) -> None:
    lead = failed(product, "9604")
    product.clock.advance(hours=25)
    late = {"Authorization": f"Bearer {product.token('user_ada', role='admin')}"}

    answer = replay(product, late, jobIds=[f"{lead}-0"])

    assert verdicts(answer) == {"window_closed"}


def test_a_message_that_nobody_has_is_unknown(product: Product, admin: dict[str, str]) -> None:
    assert verdicts(replay(product, admin, jobIds=["0" * 24 + "-0"])) == {"unknown"}


def test_a_cause_is_replayed_as_a_whole(product: Product, admin: dict[str, str]) -> None:
    leads = [failed(product, person) for person in ("9605", "9606")]

    replay(product, admin, **CAUSE)
    product.work("instagram")

    assert {product.status(lead, BEN.creator)["dmStatus"] for lead in leads} == {"sent"}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_replay_is_refused_by_field(product: Product, admin: dict[str, str], what: str) -> None:
    field, body = WRONG[what]

    answer = product.refuses("POST", "/api/admin/dead-letters/replay", body, headers=admin)

    assert (answer.status, set(answer.fields)) == (400, {field})


def test_a_creator_may_not_replay_even_their_own(product: Product) -> None:
    lead = failed(product, "9607")

    answer = product.refuses(
        "POST", "/api/admin/dead-letters/replay", {"jobIds": [f"{lead}-0"]}, who=BEN.creator
    )

    assert answer.status == 403
    assert ANA.creator not in answer.json["message"]
