"""What people keep in Parameter Store: what is read of it, what is wrong with it, what the stack is given."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from chalicelib.settings import Settings
from infra.account import NEEDED, Kept, problems, read, values
from infra.parameters import BY_DEPLOYMENT, BY_TEMPLATE, STACK, plain, secret
from local.provision import client

HERE, REGION = "/autodm-hub/dev/", "us-east-1"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"
GOOD = {
    "INSTAGRAM_APP_ID": "1234567890123456",
    "INSTAGRAM_APP_SECRET": "",
    "INSTAGRAM_WEBHOOK_VERIFY_TOKEN": "",
    "CLERK_ISSUER": "https://clerk.example",
}


def kept(**more: str) -> dict[str, Kept]:
    """Good settings and *more*; secrets sealed, others not."""
    return {env: Kept(f"{HERE}{env}", value, 1, env in secret()) for env, value in {**GOOD, **more}.items()}


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def put(name: str, value: str, kind: str = "String") -> None:
    client("ssm").put_parameter(Name=name, Value=value, Type=kind, Overwrite=True)


def test_everything_below_the_stages_path_is_read_and_nothing_else(aws: None) -> None:
    for n in range(23):  # more than one page
        put(f"{HERE}SETTING_{n}", str(n))
    put("/autodm-hub/prod/INSTAGRAM_APP_ID", "of another stage")
    put("/autodm-hub/dev-2/INSTAGRAM_APP_ID", "of another stage")

    found = read(client("ssm"), "dev")

    assert {env: one.value for env, one in found.items()} == {f"SETTING_{n}": str(n) for n in range(23)}


def test_of_a_secret_only_its_name_and_version_are_read(aws: None) -> None:
    put(f"{HERE}INSTAGRAM_APP_SECRET", "hush", "SecureString")
    put(f"{HERE}INSTAGRAM_APP_SECRET", "hush again", "SecureString")

    found = read(client("ssm"), "dev")

    name = f"{HERE}INSTAGRAM_APP_SECRET"
    assert found == {"INSTAGRAM_APP_SECRET": Kept(name, value="", version=2, sealed=True)}


def test_good_settings_have_no_problem() -> None:
    assert problems("dev", kept(), REGION) == []


@pytest.mark.parametrize("env", NEEDED)
def test_what_nothing_works_without_is_asked_for_by_name_and_place(env: str) -> None:
    given = {name: one for name, one in kept().items() if name != env}

    assert problems("dev", given, REGION) == [f"{env} is not set: put it at {HERE}{env}."]


def test_what_is_needed_are_settings_that_people_keep() -> None:
    assert set(NEEDED) <= {*plain(), *secret()}


@pytest.mark.parametrize("env", secret())
def test_a_secret_that_anybody_may_read_is_a_problem(env: str) -> None:
    given = kept() | {env: Kept(f"{HERE}{env}", "hush", 1, sealed=False)}

    [said] = problems("dev", given, REGION)
    assert said.startswith(f"{env} is readable")
    assert f"remove {HERE}{env}" in said  # Parameter Store changes no parameter's type
    assert "hush" not in said


@pytest.mark.parametrize("env", ["SEND_RATE", "DOMAIN_NAME"])
def test_what_is_no_secret_cannot_be_sealed(env: str) -> None:
    given = kept(CERTIFICATE_ARN=CERTIFICATE) if env == "DOMAIN_NAME" else kept()

    assert problems("dev", given | {env: Kept(f"{HERE}{env}", "", 1, sealed=True)}, REGION) == [
        f"{env} is no secret, and the stack cannot open it: remove {HERE}{env}, and put it there as a String."
    ]


def test_a_misspelt_name_is_a_problem() -> None:
    assert problems("dev", kept(SEND_RAET="10"), REGION) == [
        f"SEND_RAET is no setting: remove {HERE}SEND_RAET or correct its name."
    ]


@pytest.mark.parametrize("env", sorted(BY_TEMPLATE | BY_DEPLOYMENT))
def test_what_the_stack_sets_itself_is_nobodys_to_set(env: str) -> None:
    [said] = problems("dev", kept(**{env: "x"}), REGION)

    assert said == f"{env} is set by the stack itself: remove {HERE}{env}."


@pytest.mark.parametrize("env", ["AWS_REGION", "CLOCK_FILE"])
def test_what_only_lambda_or_the_local_world_sets_is_no_setting_of_a_stage(env: str) -> None:
    [said] = problems("dev", kept(**{env: "x"}), REGION)

    assert said.startswith(f"{env} is no setting")


@pytest.mark.parametrize(("one", "value"), [("DOMAIN_NAME", "dm.example"), ("CERTIFICATE_ARN", CERTIFICATE)])
def test_a_domain_needs_its_certificate_and_the_other_way_round(one: str, value: str) -> None:
    assert problems("dev", kept(**{one: value}), REGION) == [
        "DOMAIN_NAME and CERTIFICATE_ARN belong together: set both or none."
    ]


def test_a_domain_with_its_certificate_is_fine() -> None:
    assert problems("dev", kept(DOMAIN_NAME="dm.example", CERTIFICATE_ARN=CERTIFICATE), REGION) == []


def test_a_certificate_of_another_region_is_a_problem_before_anything_is_made() -> None:
    given = kept(DOMAIN_NAME="dm.example", CERTIFICATE_ARN=CERTIFICATE)

    assert problems("dev", given, "eu-west-1") == [
        "CERTIFICATE_ARN has to be of eu-west-1: API Gateway sees no other region's."
    ]


def test_every_malformed_setting_is_named() -> None:
    said = problems("dev", kept(SEND_RATE="fast", META_GRAPH_VERSION="26"), REGION)

    assert {line.partition(" ")[0] for line in said} == {"SEND_RATE", "META_GRAPH_VERSION"}


@pytest.mark.parametrize(("stage", "bad"), [("dev", 0), ("live", 1), ("prod", 1)])
def test_what_a_stage_asks_of_settings_is_asked(stage: str, bad: int) -> None:
    assert len(problems(stage, kept(PUBLIC_URL="http://plain.example"), REGION)) == bad


def test_the_stack_is_given_every_plain_setting_under_its_parameters_name() -> None:
    given = values(kept(SEND_RATE="5", ALARM_EMAIL="ops@example.com"))

    assert given == {
        "InstagramAppId": "1234567890123456",
        "ClerkIssuer": "https://clerk.example",
        "SendRate": "5",
        "AlarmEmail": "ops@example.com",
        "Secrets": f"{HERE}INSTAGRAM_APP_SECRET:1,{HERE}INSTAGRAM_WEBHOOK_VERIFY_TOKEN:1",
    }


def test_the_stack_is_never_given_a_secrets_value() -> None:
    given = kept() | {env: Kept(f"{HERE}{env}", "hush", 3, sealed=False) for env in secret()}

    assert "hush" not in str(values(given))


def test_without_secrets_the_stack_is_told_that_there_are_none() -> None:
    assert values({})["Secrets"] == ""


def test_every_setting_is_either_plain_secret_or_none_of_peoples_business() -> None:
    known = {*plain(), *secret(), *BY_TEMPLATE, "AWS_REGION", "CLOCK_FILE"}

    assert known == {f.metadata["env"] for f in Settings.__dataclass_fields__.values()}
    assert not set(plain()) & set(secret())
    assert not set(STACK) & known
