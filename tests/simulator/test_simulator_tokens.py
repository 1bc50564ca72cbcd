"""Tokens: how long they live, how they die, how they are renewed."""

import pytest

from simulator.player import Heard, Player

HOUR, DAY = 3600, 86_400
LIFE = 5_183_944
ME = "/v26.0/me?fields=user_id,username"


class Scene:
    def __init__(self, **account: object) -> None:
        self.ig = Player()
        self.token = self.ig.sim("accounts", {"username": "ana", **account})["access_token"]

    def me(self, token: str | None = None) -> Heard:
        return self.ig.ask("GET", ME, token=self.token if token is None else token)

    def refresh(self, token: str | None = None) -> Heard:
        return self.ig.ask(
            "GET",
            f"/refresh_access_token?grant_type=ig_refresh_token&access_token={token or self.token}",
        )


@pytest.mark.parametrize(("age", "alive"), [(0, True), (LIFE - 1, True), (LIFE, False)])
def test_a_long_token_lives_about_60_days(age: int, alive: bool) -> None:  # noqa: FBT001 - a table's column
    scene = Scene()
    scene.ig.later(age)

    assert (scene.me().status == 200) is alive


def test_an_expired_token_is_190_463_and_says_when() -> None:
    scene = Scene()
    scene.ig.later(LIFE)

    answer = scene.me()

    assert answer.error == (400, 190, 463)
    assert "Session has expired on Friday, 20-Nov-26" in answer.body["error"]["message"]


@pytest.mark.parametrize(
    ("token", "text", "type"),
    [
        ("", "Invalid OAuth 2.0 Access Token", "IGApiException"),
        ("rubbish", "Invalid OAuth access token - Cannot parse access token", "OAuthException"),
    ],
    ids=["missing", "garbage"],
)
def test_a_token_that_is_none_is_190(token: str, text: str, type: str) -> None:
    answer = Scene().me(token)

    assert answer.error == (400, 190, None)
    assert (answer.body["error"]["message"], answer.body["error"]["type"]) == (text, type)
    assert answer.headers["www-authenticate"] == f'OAuth "Facebook Platform" "invalid_token" "{text}"'


@pytest.mark.parametrize("subcode", [458, 459, 460, 463, 464, 467, 492])
def test_a_revoked_token_says_why(subcode: int) -> None:
    scene = Scene()
    scene.ig.sim("accounts/revoke", {"account": "ana", "subcode": subcode})

    assert scene.me().error == (400, 190, subcode)
    assert scene.refresh().error == (400, 190, subcode)


def test_a_token_given_after_the_revocation_is_good() -> None:
    scene = Scene()
    scene.ig.sim("accounts/revoke", {"account": "ana", "subcode": 460})

    fresh = scene.ig.sim("accounts", {"username": "ana"})["access_token"]

    assert scene.me(fresh).status == 200
    assert scene.me().status == 400


@pytest.mark.parametrize(
    ("age", "status"),
    [(DAY - 1, 400), (DAY, 200), (50 * DAY, 200), (LIFE - 1, 200), (LIFE, 400)],
    ids=["23:59:59", "a day", "50 days", "the last second", "too late"],
)
def test_a_token_can_be_refreshed_from_a_day_on_until_it_dies(age: int, status: int) -> None:
    scene = Scene()
    scene.ig.later(age)

    assert scene.refresh().status == status


def test_a_refresh_gives_60_new_days_from_now() -> None:
    scene = Scene()
    scene.ig.later(50 * DAY)
    fresh = scene.refresh().body

    scene.ig.later(LIFE - 1)

    assert fresh["expires_in"] == LIFE
    assert fresh["token_type"] == "bearer"
    assert scene.me(fresh["access_token"]).status == 200
    assert scene.me().error == (400, 190, 463)


def test_the_old_token_lives_on_beside_the_refreshed_one() -> None:
    scene = Scene()
    scene.ig.later(DAY)

    fresh = scene.refresh().body["access_token"]

    assert fresh != scene.token
    assert scene.me().status == 200


def test_a_refresh_can_keep_the_string() -> None:
    scene = Scene()
    scene.ig.sim("app", {"refresh_renames": False})
    scene.ig.later(DAY)

    assert scene.refresh().body["access_token"] == scene.token
    assert scene.refresh().error == (400, 100, None)


def test_a_given_token_can_be_made_old() -> None:
    scene = Scene(access_token="IGAAgiven", token_age_days=55)

    scene.ig.later(5 * DAY)

    assert scene.token == "IGAAgiven"
    assert scene.me().error == (400, 190, 463)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_account_that_is_no_tester_gets_the_text_about_methods(method: str) -> None:
    scene = Scene(tester=False)
    path = {"GET": ME, "POST": "/v26.0/me/messages"}[method]

    answer = scene.ig.ask(method, path, {"recipient": {"id": "1"}}, scene.token)

    assert answer.error == (400, 100, None)
    assert answer.body["error"]["message"] == f"Unsupported request - method type: {method.lower()}"


def test_an_app_that_is_live_serves_accounts_without_the_tester_role() -> None:
    assert Scene(tester=False, live=True).me().status == 200


def test_the_app_scoped_id_in_a_path_gets_the_text_about_methods_too() -> None:
    scene = Scene(app_scoped_id="26000000000000001")

    answer = scene.ig.ask("POST", "/v26.0/26000000000000001/messages", {}, scene.token)

    assert answer.body["error"]["message"] == "Unsupported request - method type: post"
