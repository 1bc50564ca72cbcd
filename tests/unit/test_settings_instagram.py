"""The settings of the connection to Instagram."""

from dataclasses import fields

import pytest

from chalicelib.settings import SettingError, Settings


def test_nothing_has_to_be_set_to_read_the_settings() -> None:
    assert Settings.read({}) == Settings()


def test_without_a_base_every_host_is_instagrams_own() -> None:
    assert Settings.read({}).graph_url == ""


def test_an_account_subscribes_to_what_answering_takes() -> None:
    names = Settings().fields

    assert {"messages", "messaging_postbacks", "messaging_seen", "comments"} <= set(names)
    assert len(set(names)) == len(names)
    assert all(name == name.strip() for name in names)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("messages", ("messages",)),
        (" messages , comments,", ("messages", "comments")),
        ("messages\n,comments", ("messages", "comments")),
    ],
)
def test_the_subscribed_fields_may_be_set(given: str, names: tuple[str, ...]) -> None:
    settings = Settings.read({"INSTAGRAM_WEBHOOK_FIELDS": given})

    assert settings.fields == names


@pytest.mark.parametrize(
    ("public", "address"),
    [
        ("https://autodm.example", "https://autodm.example/api/auth/instagram/callback"),
        ("https://autodm.example/", "https://autodm.example/api/auth/instagram/callback"),
        ("https://autodm.example/sub/", "https://autodm.example/sub/api/auth/instagram/callback"),
        ("", "/api/auth/instagram/callback"),
    ],
)
def test_an_address_of_ours_has_one_slash_between_its_parts(public: str, address: str) -> None:
    assert Settings(public_url=public).address("/api/auth/instagram/callback") == address


@pytest.mark.parametrize("env", ["PUBLIC_URL", "META_GRAPH_URL", "CLERK_ISSUER"])
@pytest.mark.parametrize(
    "url",
    [
        *("autodm.example", "ftp://a.example", "https://", "https://a/?x=1", "https://a/#_"),
        *("https://[", "https://a:port", "https://a:0", "https://a b.example", "https://a.example\n"),
    ],
)
def test_an_address_that_is_none_is_refused_by_its_name(env: str, url: str) -> None:
    with pytest.raises(SettingError, match=env):
        Settings.read({env: url})


@pytest.mark.parametrize("env", ["PUBLIC_URL", "META_GRAPH_URL"])
@pytest.mark.parametrize(("stage", "allowed"), [("local", True), ("dev", True), ("prod", False)])
def test_secrets_cross_the_network_in_clear_nowhere_but_in_a_trial(
    env: str, stage: str, *, allowed: bool
) -> None:
    environ = {"STAGE": stage, env: "http://127.0.0.1:9000"}

    if allowed:
        assert Settings.read(environ).stage == stage
    else:
        with pytest.raises(SettingError, match=env):
            Settings.read(environ)


@pytest.mark.parametrize(
    ("environ", "secrets"),
    [
        ({}, ()),
        ({"INSTAGRAM_APP_SECRET": "own"}, ("own",)),
        ({"INSTAGRAM_APP_SECRET": "own", "INSTAGRAM_WEBHOOK_SECRET": " a, b,"}, ("own", "a", "b")),
        ({"INSTAGRAM_WEBHOOK_SECRET": ",,"}, ()),
    ],
)
def test_the_apps_own_secret_signs_first_and_no_empty_one_signs(
    environ: dict[str, str], secrets: tuple[str, ...]
) -> None:
    assert Settings.read(environ).signing_secrets == secrets


def test_no_secret_shows() -> None:
    secret = [f.metadata["env"] for f in fields(Settings) if f.metadata["secret"]]
    settings = Settings.read({env: f"canary-{env}" for env in secret})

    assert {"INSTAGRAM_APP_SECRET", "INSTAGRAM_WEBHOOK_SECRET", "INSTAGRAM_WEBHOOK_VERIFY_TOKEN"} <= set(
        secret
    )
    assert "canary" not in repr(settings)


@pytest.mark.parametrize("name", ["instagram_app_id", "instagram_app_secret", "public_url", "accounts_queue"])
def test_a_part_that_needs_a_setting_names_it(name: str) -> None:
    env = next(f.metadata["env"] for f in fields(Settings) if f.name == name)

    with pytest.raises(SettingError, match=f"^{env} is not set"):
        Settings().need(name)


@pytest.mark.parametrize("env", ["PUBLIC_URL", "META_GRAPH_URL", "CLERK_ISSUER", "SIGN_IN_URL"])
@pytest.mark.parametrize(
    "url", ["https://user:pw@example.org", "https://user@example.org", "https://:pw@example.org"]
)
def test_an_address_with_a_password_is_refused_without_repeating_it(env: str, url: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.read({env: url})

    assert str(refused.value) == f"{env} must not carry a user name or a password."
