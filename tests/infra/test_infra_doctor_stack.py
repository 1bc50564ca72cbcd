"""What `make doctor` says of what is deployed."""

import re
from pathlib import Path

import pytest

from infra.doctor.finding import Level
from tests.infra.patient import STAGE, Patient, healthy

ROOT = Path(__file__).parents[2]
START = f"autodm-hub-{STAGE}"


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    return healthy(tmp_path / STAGE)


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_COMPLETE"])
def test_a_stack_that_is_complete_is_well(patient: Patient, status: str) -> None:
    patient.is_deployed(status)

    assert f"{START} is {status}." in patient.told(Level.OK, "stack")


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"])
def test_a_stack_that_is_being_changed_is_looked_at_later(patient: Patient, status: str) -> None:
    patient.is_deployed(status)

    assert any("right now" in text for text in patient.told(Level.WARN, "stack"))


def test_a_deployment_that_was_taken_back_is_no_fault_of_what_runs(patient: Patient) -> None:
    patient.is_deployed("UPDATE_ROLLBACK_COMPLETE")

    assert patient.told(Level.WRONG) == []
    [finding] = [f for f in patient.findings() if f.level is Level.WARN]
    assert finding.run == (f"aws cloudformation describe-stack-events --stack-name {START}",)


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"])
def test_a_stack_that_can_only_be_removed_is_wrong(patient: Patient, status: str) -> None:
    patient.is_deployed(status)

    assert any("can only be removed" in text for text in patient.told(Level.WRONG, "stack"))


@pytest.mark.parametrize("deployed", [True, False])
def test_whoever_is_sent_to_a_chapter_finds_it(patient: Patient, deployed: bool) -> None:  # noqa: FBT001 - a case
    patient.is_deployed("ROLLBACK_COMPLETE")
    if not deployed:
        patient.aws.stacks.clear()

    [text] = patient.told(Level.WRONG, "stack")
    found = re.search(r'(docs/\w+\.md), "([^"]+)"', text)
    assert found is not None
    assert f"## {found[2]}\n" in (ROOT / found[1]).read_text("utf-8")


def test_a_stack_that_is_stuck_is_told_how_to_go_on(patient: Patient) -> None:
    patient.is_deployed("UPDATE_ROLLBACK_FAILED")

    [finding] = [f for f in patient.findings() if f.level is Level.WRONG]
    assert finding.run == (f"aws cloudformation continue-update-rollback --stack-name {START}",)


def test_tables_that_outlived_their_stack_would_stop_the_next_one(patient: Patient) -> None:
    patient.aws.stacks.clear()

    [text] = patient.told(Level.WRONG)
    assert text.startswith("15 tables of an earlier one")


def test_another_stages_tables_are_no_leftovers(patient: Patient) -> None:
    patient.aws.stacks.clear()
    patient.aws.tables = {"autodm-hub-dev-dms": {}, "somebody-elses": {}}

    assert patient.told(Level.WRONG) == []


def test_settings_and_secrets_that_were_changed_since_are_named(patient: Patient) -> None:
    patient.keeps(SEND_RATE="5", ALARM_EMAIL="others@example.com")
    patient.hides(INSTAGRAM_APP_SECRET="f" * 32)
    patient.forgets("CLERK_AUTHORIZED_PARTIES")

    [text] = patient.told(Level.WARN, "stack")
    assert text.partition(" changed")[0].split(", ") == [
        "SEND_RATE",
        "CLERK_AUTHORIZED_PARTIES",
        "ALARM_EMAIL",
        "INSTAGRAM_APP_SECRET",
    ]


def test_an_address_that_the_deployment_found_itself_is_no_change(patient: Patient) -> None:
    patient.forgets("PUBLIC_URL")
    for one in patient.aws.stacks[START]["Parameters"]:
        if one["ParameterKey"] == "PublicUrl":
            one["ParameterValue"] = "https://x.execute-api.aws.test/prod"

    assert patient.told(Level.WARN, "stack") == []


def test_a_secret_version_that_is_gone_but_still_read_is_wrong(patient: Patient) -> None:
    patient.forgets("INSTAGRAM_APP_SECRET")
    patient.hides(INSTAGRAM_APP_SECRET="f" * 32)
    for one in patient.aws.stacks[START]["Parameters"]:
        one["ParameterValue"] = one["ParameterValue"].replace("APP_SECRET:1", "APP_SECRET:7")

    assert any("INSTAGRAM_APP_SECRET:7" in text for text in patient.told(Level.WRONG, "secrets"))


def test_a_missing_table_is_wrong(patient: Patient) -> None:
    del patient.aws.tables[f"{START}-gates"]

    [text] = patient.told(Level.WRONG)
    assert text.endswith(f": {START}-gates.")


@pytest.mark.parametrize("status", ["DELETING", "INACCESSIBLE_ENCRYPTION_CREDENTIALS"])
def test_a_table_that_cannot_be_used_is_wrong(patient: Patient, status: str) -> None:
    patient.aws.tables[f"{START}-dms"]["Table"]["TableStatus"] = status

    assert patient.told(Level.WRONG, "tables") == [f"{START}-dms is {status}."]


def test_a_table_that_lost_its_protection_is_told_how_to_get_it_back(patient: Patient) -> None:
    table = patient.aws.tables[f"{START}-dms"]
    table["Table"]["DeletionProtectionEnabled"] = False
    table["Backups"]["PointInTimeRecoveryStatus"] = "DISABLED"

    runs = [finding.run for finding in patient.findings() if finding.level is Level.WARN]
    assert [run[0].partition(" --")[0] for run in runs] == [
        f"for T in {START}-dms; do aws dynamodb update-table",
        f"for T in {START}-dms; do aws dynamodb update-continuous-backups",
    ]


def test_a_missing_queue_is_wrong(patient: Patient) -> None:
    patient.aws.queues.remove(f"{START}-events-dead")

    [text] = patient.told(Level.WRONG)
    assert text.endswith(f": {START}-events-dead.")


@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion"])
def test_a_key_that_cannot_open_tokens_is_wrong(patient: Patient, state: str) -> None:
    patient.aws.keys[f"alias/{START}-tokens"] = state

    [text] = patient.told(Level.WRONG)
    assert state in text


@pytest.mark.parametrize(
    ("heard", "says"),
    [([], "nobody hears"), (["PendingConfirmation"], "waits for somebody to press")],
    ids=["nobody", "not confirmed"],
)
def test_alarms_that_reach_nobody_are_a_warning(patient: Patient, heard: list[str], says: str) -> None:
    for topic in patient.aws.topics:
        patient.aws.topics[topic] = heard

    assert [says in text for text in patient.told(Level.WARN, "alarms")] == [True, True]
