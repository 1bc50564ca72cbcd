"""What `make doctor` says of an account: every fault by its name, no secret, and nothing is changed."""

from pathlib import Path

import pytest

from infra.doctor.finding import Finding, Level, note, ok, report, warn, wrong
from tests.fakes.aws_account import ID, REGION, No
from tests.infra.patient import HOST, PLAIN, SEALED, STAGE, Patient, healthy, packaged

LOOKS = ("Get", "Describe", "List")


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    return healthy(tmp_path / STAGE)


def test_of_a_healthy_stage_there_is_nothing_to_say_but_good(patient: Patient) -> None:
    levels = {finding.level for finding in patient.findings()}

    assert levels == {Level.OK, Level.NOTE}


@pytest.mark.parametrize(
    ("findings", "code", "last"),
    [
        ([ok("a", "b"), note("a", "b"), warn("a", "b")], 0, "Nothing is wrong."),
        ([wrong("a", "b", "run this"), ok("a", "b"), wrong("a", "b")], 1, "2 to put right."),
    ],
    ids=["warnings", "faults"],
)
def test_only_what_is_wrong_makes_it_fail(findings: list[Finding], code: int, last: str) -> None:
    said: list[str] = []

    assert report(iter(findings), said.append) == code
    assert said[-1] == last
    assert len(said) == len(findings) + sum(len(f.run) for f in findings) + 1


def test_nothing_in_the_account_is_changed(patient: Patient) -> None:
    patient.findings()

    assert patient.aws.called
    assert [call for call in patient.aws.called if not call.startswith(LOOKS)] == []


def test_no_secret_is_ever_said(patient: Patient) -> None:
    patient.hides(INSTAGRAM_WEBHOOK_SECRET="the-one-before")
    patient.sites.clear()

    said = "\n".join(line for finding in patient.findings() for line in finding.lines())
    assert [s for s in (*SEALED.values(), "the-one-before") if s in said or s in repr(patient.asked)] == []


def test_before_the_first_deployment_it_says_so_kindly(patient: Patient) -> None:
    patient.is_new()
    patient.forgets("PUBLIC_URL")

    assert patient.told(Level.WRONG) == []
    assert any("not deployed yet, which is fine" in text for text in patient.told(Level.NOTE, "stack"))
    assert any("after the first deployment" in text for text in patient.told(Level.NOTE, "address"))


def test_an_address_that_is_chosen_beforehand_can_be_typed_in_beforehand(patient: Patient) -> None:
    patient.is_new()

    assert patient.told(Level.NOTE, "OAuth redirect URI") == [f"{HOST}/api/auth/instagram/callback"]
    assert [q for q in patient.asked if q.url.startswith(HOST)] == []


def test_an_empty_account_is_told_where_everything_goes(patient: Patient) -> None:
    patient.is_new()
    patient.aws.parameters.clear()

    wrong = patient.told(Level.WRONG, "parameters")
    assert {text.split()[0] for text in wrong} == {
        "INSTAGRAM_APP_ID",
        "INSTAGRAM_APP_SECRET",
        "INSTAGRAM_WEBHOOK_VERIFY_TOKEN",
        "CLERK_ISSUER",
    }
    assert any("docs/deploy.md" in text for text in patient.told(Level.NOTE, "parameters"))


def test_without_a_region_nothing_can_be_looked_at(patient: Patient) -> None:
    patient.region = ""
    patient.aws.called.clear()

    [text] = patient.told(Level.WRONG)
    assert "AWS_DEFAULT_REGION" in text
    assert patient.aws.called == []


def test_an_account_that_lets_nobody_in_is_one_line(patient: Patient) -> None:
    patient.aws.refusals["GetCallerIdentity"] = No("ExpiredToken", "The token of somebody has expired")

    [finding] = patient.findings()
    assert (finding.level, "ExpiredToken" in finding.says) == (Level.WRONG, True)
    assert "somebody" not in finding.says


@pytest.mark.parametrize(
    "call", ["GetAccount", "GetAccountSettings", "DescribeTable", "GetQueueUrl", "DescribeKey"]
)
def test_what_one_may_not_look_at_hides_nothing_else(patient: Patient, call: str) -> None:
    before = len(patient.findings())
    patient.aws.refusals[call] = No("AccessDeniedException")

    [text] = patient.told(Level.WRONG)
    assert text == f"cannot be looked at: {call} was answered with AccessDeniedException."
    assert len(patient.findings()) == before


def test_a_malformed_setting_is_named_and_what_depends_on_it_waits(patient: Patient) -> None:
    patient.keeps(SEND_RATE="fast")

    assert [text[:9] for text in patient.told(Level.WRONG, "parameters")] == ["SEND_RATE"]
    assert any("well-formed" in text for text in patient.told(Level.NOTE, "Instagram, Clerk"))


def test_a_secret_that_everybody_may_read_is_wrong(patient: Patient) -> None:
    patient.keeps(INSTAGRAM_APP_SECRET=SEALED["INSTAGRAM_APP_SECRET"])

    assert any("SecureString" in text for text in patient.told(Level.WRONG, "parameters"))


def test_a_secret_that_was_pasted_with_a_line_end_is_noticed(patient: Patient) -> None:
    patient.hides(INSTAGRAM_WEBHOOK_VERIFY_TOKEN="token\n")

    [text] = patient.told(Level.WRONG, "secrets")
    assert text.startswith("INSTAGRAM_WEBHOOK_VERIFY_TOKEN ")


def test_secrets_that_one_may_not_see_are_not_held_against_the_stage(patient: Patient) -> None:
    patient.aws.refusals["GetParameter"] = No("AccessDeniedException")

    assert patient.told(Level.WRONG) == []
    assert len(patient.told(Level.WARN, "secrets")) == 2  # as they are kept, and as they are deployed


@pytest.mark.parametrize(("role", "level"), [("", Level.OK), ("others", Level.NOTE)])
def test_before_the_first_deployment_a_role_for_access_logs_need_not_be_there(
    patient: Patient, role: str, level: Level
) -> None:
    patient.is_new()
    patient.aws.log_role = role

    assert [f.level for f in patient.findings() if f.about == "access logs"] == [level]


def test_without_a_role_for_access_logs_it_says_exactly_what_to_run(patient: Patient) -> None:
    patient.aws.log_role = ""

    [finding] = [f for f in patient.findings() if f.level is Level.WRONG]
    assert [line.split()[1:3] for line in finding.run] == [
        ["iam", "create-role"],
        ["iam", "attach-role-policy"],
        ["apigateway", "update-account"],
    ]
    assert f"arn:aws:iam::{ID}:role/apigateway-logs" in finding.run[2]
    assert REGION in finding.run[2]


def test_an_account_that_runs_ten_functions_at_once_is_warned(patient: Patient) -> None:
    patient.aws.concurrency = 10

    assert any("only 10 functions" in text for text in patient.told(Level.WARN, "concurrency"))


def test_a_package_is_asked_for_before_it_is_deployed(patient: Patient, tmp_path: Path) -> None:
    patient.package = packaged(tmp_path / "none")
    patient.package.template.unlink()

    [text] = patient.told(Level.NOTE, "package")
    assert f"make package STAGE={STAGE}" in text


def test_code_that_was_compiled_by_another_python_than_it_runs_on_is_wrong(
    patient: Patient, tmp_path: Path
) -> None:
    patient.package = packaged(tmp_path / "mixed", runtime="python3.13", tag="311")

    assert len(patient.told(Level.WRONG, "package")) == 1


def test_a_package_without_its_code_is_wrong(patient: Patient) -> None:
    patient.package.zip.unlink()

    assert len(patient.told(Level.WRONG, "package")) == 1


def test_a_deployment_that_changes_the_python_is_announced(patient: Patient, tmp_path: Path) -> None:
    patient.package = packaged(tmp_path / "newer", runtime="python3.13", tag="313")

    [text] = patient.told(Level.WARN, "runtime")
    assert "python3.11" in text
    assert "python3.13" in text


def test_a_certificate_of_another_region_is_wrong(patient: Patient) -> None:
    patient.keeps(DOMAIN_NAME="hub.example.com", CERTIFICATE_ARN=f"arn:aws:acm:us-east-1:{ID}:certificate/1")

    assert any(REGION in text for text in patient.told(Level.WRONG, "parameters"))


def test_it_says_where_a_domain_has_to_lead(patient: Patient) -> None:
    arn = f"arn:aws:acm:{REGION}:{ID}:certificate/1"
    patient.keeps(DOMAIN_NAME="hub.example.com", CERTIFICATE_ARN=arn)
    patient.is_deployed()
    patient.aws.domains["hub.example.com"] = "d-1.execute-api.aws.test"

    assert patient.told(Level.NOTE, "domain") == [
        "the DNS name hub.example.com has to lead to d-1.execute-api.aws.test."
    ]


@pytest.mark.parametrize("env", PLAIN)
def test_every_setting_is_looked_at_and_named_when_it_is_not_what_is_deployed(
    patient: Patient, env: str
) -> None:
    patient.keeps(**{env: f"{PLAIN[env]}0"})

    [text] = patient.told(Level.WARN, "stack")
    assert text.startswith(f"{env} changed")


@pytest.mark.parametrize(
    ("env", "level", "about"),
    [
        ("INSTAGRAM_APP_ID", Level.WRONG, "parameters"),
        ("CLERK_ISSUER", Level.WRONG, "parameters"),
        ("CLERK_PUBLISHABLE_KEY", Level.WARN, "Clerk"),
        ("CLERK_AUTHORIZED_PARTIES", Level.WARN, "Clerk"),
    ],
)
def test_a_setting_that_is_gone_is_missed(patient: Patient, env: str, level: Level, about: str) -> None:
    patient.forgets(env)

    [text] = patient.told(level, about)
    assert env in text
