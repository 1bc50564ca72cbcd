"""What the children of a world get to see."""

from pathlib import Path

import pytest

from local.environment import Addresses, Instagram, plain, product
from local.parts import aws_environment, simulator_command

PLACES = Addresses(api="http://127.0.0.1:1", graph="http://127.0.0.1:2", aws="http://127.0.0.1:3")
USER = {
    "PATH": "/bin",
    "AWS_PROFILE": "work",
    "AWS_SESSION_TOKEN": "real",
    "AWS_LAMBDA_FUNCTION_NAME": "x",
    "CLERK_JWT_KEY": "pem",
    "STAGE": "prod",
    "HTTP_PROXY": "http://proxy",
}


def made(**user: str) -> dict[str, str]:
    everything = {**USER, **user}
    return product(everything, PLACES, Instagram.of(everything), clock=Path("/w/clock"), log_level="INFO")


def test_the_product_lives_in_the_local_world() -> None:
    env = made()

    assert (env["STAGE"], env["AWS_ENDPOINT_URL"], env["META_GRAPH_URL"]) == (
        "local",
        PLACES.aws,
        PLACES.graph,
    )
    assert (env["CLERK_ISSUER"], env["CLERK_AUTHORIZED_PARTIES"]) == ("http://127.0.0.1:1/dev", PLACES.api)
    assert (env["PUBLIC_URL"], env["CLOCK_FILE"], env["LOG_LEVEL"]) == (PLACES.api, "/w/clock", "INFO")
    assert (env["AWS_REGION"], env["AWS_DEFAULT_REGION"]) == ("us-east-1", "us-east-1")


def test_the_users_own_aws_and_sign_in_stay_outside() -> None:
    env = made()

    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_LAMBDA_FUNCTION_NAME", "CLERK_JWT_KEY"} & set(env)
    assert (env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]) == ("test", "test")
    assert (env["AWS_CONFIG_FILE"], env["AWS_SHARED_CREDENTIALS_FILE"]) == ("/dev/null", "/dev/null")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INSTAGRAM_APP_ID", "42"),
        ("INSTAGRAM_APP_SECRET", "mine"),
        ("INSTAGRAM_WEBHOOK_VERIFY_TOKEN", "mine"),
        ("INSTAGRAM_WEBHOOK_SECRET", "old,older"),
        ("META_GRAPH_VERSION", "v25.0"),
    ],
)
def test_what_the_user_sets_of_instagram_wins(name: str, value: str) -> None:
    assert made(**{name: value})[name] == value


def test_each_world_makes_up_its_own_secrets() -> None:
    one, other = made(), made(INSTAGRAM_APP_SECRET="")

    names = ("INSTAGRAM_APP_ID", "INSTAGRAM_APP_SECRET", "INSTAGRAM_WEBHOOK_VERIFY_TOKEN")
    assert all(one[name] and other[name] and one[name] != other[name] for name in names)


def test_loopback_never_goes_through_a_proxy() -> None:
    env = plain({"HTTP_PROXY": "http://proxy", "no_proxy": "intranet"})

    assert env["NO_PROXY"] == env["no_proxy"] == "127.0.0.1,localhost"


def test_the_aws_emulator_sees_nothing_of_the_user() -> None:
    env = aws_environment(USER, 4_566, Path("/w/aws"))

    assert (env["BIND_HOST"], env["GATEWAY_PORT"], env["PATH"]) == ("127.0.0.1", "4566", "/bin")
    assert (env["HOME"], env["TMPDIR"]) == ("/w/aws", "/w/aws")
    assert not {"HTTP_PROXY", "AWS_PROFILE"} & set(env)


def test_a_made_up_token_is_never_taken_for_an_option() -> None:
    app = Instagram(app_id="1", app_secret="s", verify_token="-t")

    command = simulator_command(9, app, PLACES.api, Path("/w/clock"))

    assert "--verify-token=-t" in command
    assert f"--webhook-url={PLACES.api}/api/webhooks/instagram" in command
