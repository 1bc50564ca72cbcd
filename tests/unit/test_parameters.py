"""Reading secrets from Parameter Store, and what the settings make of them."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.parameters import Parameters
from chalicelib.settings import SettingError, Settings
from chalicelib.wiring import Parts
from local.provision import client

HERE = "/autodm-hub/dev/"


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def put(env: str, *versions: str) -> None:
    for value in versions:
        client("ssm").put_parameter(Name=f"{HERE}{env}", Value=value, Type="SecureString", Overwrite=True)


def read(*names: str) -> dict[str, str]:
    return dict(Parameters(client("ssm")).read([f"{HERE}{name}" for name in names]))


def test_each_value_comes_under_the_name_of_its_variable(aws: None) -> None:
    put("INSTAGRAM_APP_SECRET", "one")
    put("INSTAGRAM_WEBHOOK_VERIFY_TOKEN", "two")

    found = read("INSTAGRAM_APP_SECRET:1", "INSTAGRAM_WEBHOOK_VERIFY_TOKEN:1")

    assert found == {"INSTAGRAM_APP_SECRET": "one", "INSTAGRAM_WEBHOOK_VERIFY_TOKEN": "two"}


def test_the_version_that_is_named_is_read_not_the_newest(aws: None) -> None:
    put("INSTAGRAM_APP_SECRET", "old", "new")

    assert read("INSTAGRAM_APP_SECRET:1") == {"INSTAGRAM_APP_SECRET": "old"}
    assert read("INSTAGRAM_APP_SECRET:2") == {"INSTAGRAM_APP_SECRET": "new"}


def test_a_value_may_hold_a_colon_or_a_comma(aws: None) -> None:
    put("INSTAGRAM_WEBHOOK_SECRET", "a:1,b/2")

    assert read("INSTAGRAM_WEBHOOK_SECRET:1") == {"INSTAGRAM_WEBHOOK_SECRET": "a:1,b/2"}


@pytest.mark.parametrize("name", ["INSTAGRAM_APP_SECRET:7", "NOBODYS:1"], ids=["version", "name"])
def test_what_is_missing_is_named_and_no_value_is(aws: None, name: str) -> None:
    put("INSTAGRAM_APP_SECRET", "hush")

    with pytest.raises(SettingError, match=f"^Parameter Store has no {HERE}{name}.$") as caught:
        read("INSTAGRAM_APP_SECRET:1", name)
    assert "hush" not in str(caught.value)


def test_any_other_trouble_passes_as_it_is() -> None:
    with pytest.raises(ClientError, match="not authorized"):
        Parameters(Denying()).read([f"{HERE}INSTAGRAM_APP_SECRET:1"])


def test_the_names_of_secrets_are_separated_by_commas() -> None:
    settings = Settings.read({"SECRETS": " /a/B:1 , /a/C:2 "})

    assert settings.secret_parameters == ("/a/B:1", "/a/C:2")


def test_where_the_environment_holds_the_secrets_no_parameter_does() -> None:
    assert Settings.read({"INSTAGRAM_APP_SECRET": "x"}).secret_parameters == ()


def test_opened_settings_have_the_secrets_and_everything_else_as_before() -> None:
    closed = Settings.read({"STAGE": "dev", "SEND_RATE": "5", "SECRETS": "/a/INSTAGRAM_APP_SECRET:1"})

    opened = closed.opened({"INSTAGRAM_APP_SECRET": "one", "INSTAGRAM_WEBHOOK_SECRET": "two,three"})

    assert opened.signing_secrets == ("one", "two", "three")
    assert (opened.stage, opened.send_rate, opened.secrets) == (closed.stage, "5", closed.secrets)
    assert closed.signing_secrets == ()


def test_opening_changes_secret_settings_only() -> None:
    opened = Settings.read({"SEND_RATE": "5"}).opened({"SEND_RATE": "99", "STAGE": "prod", "NOBODYS": "x"})

    assert opened == Settings.read({"SEND_RATE": "5"})


def test_opened_secrets_are_not_shown() -> None:
    opened = Settings.read({}).opened({"INSTAGRAM_APP_SECRET": "hush"})

    assert "hush" not in repr(opened)


def test_secrets_are_read_once_and_only_when_somebody_needs_them(aws: None) -> None:
    put("INSTAGRAM_APP_SECRET", "one")
    made: list[str] = []

    def connect(service: str, _region: str) -> object:
        made.append(service)
        return client(service)

    parts = Parts(Settings.read({"SECRETS": f"{HERE}INSTAGRAM_APP_SECRET:1"}), make_client=connect)
    assert made == []

    assert parts.opened.signing_secrets == ("one",)
    assert parts.opened is parts.opened
    assert made == ["ssm"]


def test_without_parameters_nobody_is_asked() -> None:
    def connect(service: str, region: str) -> object:
        raise AssertionError(service, region)

    settings = Settings.read({"INSTAGRAM_APP_SECRET": "one"})
    assert Parts(settings, make_client=connect).opened is settings


class Denying:
    """A Parameter Store that lets nobody read."""

    def get_parameter(self, **_: object) -> dict[str, object]:
        denied = {"Error": {"Code": "AccessDeniedException", "Message": "not authorized"}}
        raise ClientError(denied, "GetParameter")
