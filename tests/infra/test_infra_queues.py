"""The queues as they are deployed: none without a place for what cannot be worked off."""

from typing import Any

import pytest
from chalice.app import SQSEventConfig

import app as product_app
from chalicelib.domain.account import TENDING
from chalicelib.settings import Settings
from infra.queues import WORKER_TIMEOUT
from infra.template import template

Resource = dict[str, Any]
RESOURCES: dict[str, Resource] = template()["Resources"]
QUEUES: dict[str, Resource] = {
    id: r["Properties"] for id, r in RESOURCES.items() if r.get("Type") == "AWS::SQS::Queue"
}
DEAD = {id: q for id, q in QUEUES.items() if q["QueueName"]["Fn::Sub"].endswith("-dead")}
WORKED = {id: q for id, q in QUEUES.items() if id not in DEAD}
LISTENED = [source for source in product_app.app.event_sources if isinstance(source, SQSEventConfig)]


def name(queue: Resource, stage: str = "local") -> str:
    found: str = queue["QueueName"]["Fn::Sub"]
    return found.replace("${Stage}", stage)


@pytest.fixture(params=list(WORKED))
def worked(request: pytest.FixtureRequest) -> Resource:
    return WORKED[str(request.param)]


@pytest.fixture(params=list(QUEUES))
def queue(request: pytest.FixtureRequest) -> Resource:
    return QUEUES[str(request.param)]


def test_every_queue_that_is_listened_to_is_deployed_and_no_other_is() -> None:
    assert {source.queue for source in LISTENED} == {name(queue) for queue in WORKED.values()}


def test_there_is_a_queue_for_every_kind_of_work() -> None:
    kinds = {name(queue).removeprefix("autodm-hub-local-") for queue in WORKED.values()}

    assert kinds == {"accounts", "events", "instagram", "whatsapp"}


def test_a_visit_that_comes_again_finds_the_account_free() -> None:
    hidden = QUEUES["AccountsQueue"]["VisibilityTimeout"] * 1_000

    assert hidden > TENDING > WORKER_TIMEOUT * 1_000


def test_every_queue_has_a_dead_letter_queue_of_its_own() -> None:
    targets = [queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"] for queue in WORKED.values()]

    assert sorted(id for id, _ in targets) == sorted(DEAD)
    assert {attribute for _, attribute in targets} == {"Arn"}


def test_a_message_gets_a_few_chances_before_it_is_put_aside(worked: Resource) -> None:
    receives = worked["RedrivePolicy"]["maxReceiveCount"]

    assert receives == (3 if name(worked).endswith(("instagram", "whatsapp")) else 5)


def test_a_dead_letter_queue_takes_from_its_own_queue_alone(worked: Resource) -> None:
    dead, _ = worked["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]

    policy = DEAD[dead]["RedriveAllowPolicy"]
    [source] = policy["sourceQueueArns"]
    assert policy["redrivePermission"] == "byQueue"
    assert source["Fn::Sub"].rpartition(":")[2].replace("${Stage}", "local") == name(worked)


def test_a_dead_letter_queues_name_is_its_queues_with_a_word_more(worked: Resource) -> None:
    dead, _ = worked["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]

    assert name(DEAD[dead]) == f"{name(worked)}-dead"


def test_a_message_stays_hidden_six_times_as_long_as_its_worker_may_take(worked: Resource) -> None:
    assert worked["VisibilityTimeout"] == 6 * WORKER_TIMEOUT


def test_nothing_is_lost_for_fourteen_days_and_everything_is_encrypted(queue: Resource) -> None:
    assert (queue["MessageRetentionPeriod"], queue["SqsManagedSseEnabled"]) == (14 * 86_400, True)


def test_a_dead_letter_lives_at_least_as_long_as_its_message(worked: Resource) -> None:
    dead, _ = worked["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]

    assert DEAD[dead]["MessageRetentionPeriod"] >= worked["MessageRetentionPeriod"]


@pytest.mark.parametrize("stage", template()["Parameters"]["Stage"]["AllowedValues"])
def test_a_queues_name_is_the_one_that_the_product_asks_for(queue: Resource, stage: str) -> None:
    kind = name(queue, stage).removeprefix(f"autodm-hub-{stage}-")

    assert name(queue, stage) == Settings(stage=stage).name(kind)
