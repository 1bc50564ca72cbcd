"""The connection's state, and its end: never a token, never somebody else's account."""

from base64 import b64encode
from datetime import datetime, timedelta
from itertools import count

import pytest

from chalicelib.domain.account import Account, Connection
from chalicelib.domain.login import NEEDED
from tests.api.browser import HERE, Browser
from tests.api.product import SECRETS, Product
from tests.api.stand_ins import ANA, BEN, Json, Reply

numbers = count(17_841_400_000_000_500)
FIELDS = {
    "instagramBusinessId",
    "username",
    "connected",
    "state",
    "connectedAt",
    "tokenIssuedAt",
    "tokenExpiresAt",
    "permissions",
    "subscribed",
    "notice",
}


@pytest.fixture
def cleo(product: Product) -> Browser:
    """A creator of their own for each test."""
    return Browser(product, f"user_cleo{next(numbers)}")


def connects(browser: Browser) -> str:
    """Connects a new account; its id."""
    number = next(numbers)
    browser.product.login.join(str(number), f"cleo{number % 1_000}")
    assert "connected=" in browser.connects(str(number))
    return str(number)


def asks(browser: Browser) -> Json:
    return browser.product.call("GET", HERE, who=browser.who).data


def ends(browser: Browser, id: str | None = None) -> Reply:
    query = "" if id is None else f"?instagramBusinessId={id}"
    return browser.product.call("DELETE", HERE + query, who=browser.who)


def stored(browser: Browser, id: str) -> Account:
    account = browser.product.parts.stores.accounts.get(browser.who, id)
    assert account is not None
    return account


def test_who_has_connected_nothing_is_told_so(cleo: Browser) -> None:
    assert asks(cleo) == {"connected": False, "accounts": []}


def test_a_connection_is_told_with_its_dates_and_permissions(cleo: Browser) -> None:
    id = connects(cleo)

    [account] = asks(cleo)["accounts"]

    issued, expires = (datetime.fromisoformat(account[f"token{name}At"]) for name in ("Issued", "Expires"))
    assert set(account) == FIELDS
    assert (account["instagramBusinessId"], account["state"], account["connected"]) == (id, "active", True)
    assert expires - issued == timedelta(days=60)
    assert account["permissions"] == sorted(NEEDED)
    assert (account["subscribed"], account["notice"]) == (True, None)


def test_a_creator_sees_their_own_accounts_alone(product: Product, cleo: Browser) -> None:
    ids = {connects(cleo), connects(cleo)}

    assert {account["instagramBusinessId"] for account in asks(cleo)["accounts"]} == ids
    assert [account["username"] for account in asks(Browser(product, BEN.creator))["accounts"]] == ["ben"]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_no_answer_shows_a_token_in_clear_or_sealed(cleo: Browser, method: str) -> None:
    account = stored(cleo, connects(cleo))
    token = cleo.product.parts.vault.open(account)

    answer = cleo.product.call(method, HERE, who=cleo.who)

    said = f"{answer.headers} {answer.raw.decode()}"
    sealed = b64encode(account.token).decode()
    hidden = [token, sealed, account.token.hex(), account.token.decode("latin-1"), *SECRETS, "IG-token"]
    assert answer.status == 200
    assert [text for text in hidden if text in said] == []


def test_a_page_shows_a_token_no_more_than_the_api_does(cleo: Browser) -> None:
    account = stored(cleo, connects(cleo))

    page = cleo.page("/settings/instagram")

    assert cleo.product.parts.vault.open(account) not in page
    assert b64encode(account.token).decode() not in page


def test_disconnecting_ends_it_and_the_token_is_gone(cleo: Browser) -> None:
    id = connects(cleo)

    answer = ends(cleo)

    assert (answer.status, answer.json["message"]) == (200, "Instagram is disconnected.")
    assert (answer.data["state"], answer.data["connected"]) == ("disconnected", False)
    assert (answer.data["tokenIssuedAt"], answer.data["tokenExpiresAt"]) == (None, None)
    assert asks(cleo)["connected"] is False
    assert (stored(cleo, id).token, cleo.product.login.members[id].subscribed) == (b"", False)


def test_disconnecting_again_changes_nothing(cleo: Browser) -> None:
    id = connects(cleo)
    first, account = ends(cleo, id), stored(cleo, id)

    answers = [ends(cleo), ends(cleo, id)]

    assert [(answer.status, answer.data) for answer in answers] == [(200, first.data)] * 2
    assert stored(cleo, id) == account


def test_history_and_form_stay_and_a_new_login_brings_the_connection_back(cleo: Browser) -> None:
    id = connects(cleo)
    name = stored(cleo, id).username
    body = {"form": name, "name": "Mia Lee", "provider": "instagram", "consent": True}
    before = cleo.product.call("POST", "/api/leads", body).data["leadId"]
    ends(cleo)

    after = cleo.product.call("POST", "/api/leads", body)
    cleo.connects(id)

    leads = cleo.product.call("GET", "/api/leads", who=cleo.who).data["leads"]
    assert after.status == 201
    assert [lead["leadId"] for lead in leads] == [after.data["leadId"], before]
    assert asks(cleo)["connected"] is True


def test_with_several_accounts_the_one_must_be_named(cleo: Browser) -> None:
    ids = [connects(cleo), connects(cleo)]
    accounts = [stored(cleo, id) for id in ids]

    refused = ends(cleo)

    assert (refused.status, set(refused.fields)) == (400, {"instagramBusinessId"})
    assert [stored(cleo, id) for id in ids] == accounts
    assert ends(cleo, ids[0]).status == 200
    assert [stored(cleo, id).state for id in ids] == [Connection.DISCONNECTED, Connection.ACTIVE]
    assert ends(cleo).data["instagramBusinessId"] == ids[1]  # the only one that is left


def test_nobody_disconnects_another_creators_account(cleo: Browser) -> None:
    accounts = cleo.product.parts.stores.accounts
    own, before = connects(cleo), accounts.get(ANA.creator, ANA.id)

    answer = ends(cleo, ANA.id)

    assert (answer.status, set(answer.fields)) == (404, {"instagramBusinessId"})
    assert accounts.get(ANA.creator, ANA.id) == before
    assert stored(cleo, own).state is Connection.ACTIVE


def test_who_has_nothing_has_nothing_to_disconnect(cleo: Browser) -> None:
    assert (ends(cleo).status, ends(cleo, "1").status) == (404, 404)


@pytest.mark.parametrize(
    "id", ["x", "1x", "-1", "1.0", "1%20", "%00", "../ana", "%D9%A1", "1" * 31, "1" * 5_000, "1%0a"]
)
def test_an_id_that_is_no_number_is_400_and_disconnects_nothing(cleo: Browser, id: str) -> None:
    account = stored(cleo, connects(cleo))

    answer = ends(cleo, id)

    assert (answer.status, set(answer.fields)) == (400, {"instagramBusinessId"})
    assert stored(cleo, account.id) == account


def test_a_cookie_may_disconnect_from_our_own_pages_alone(cleo: Browser) -> None:
    connects(cleo)
    origins = [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]

    answers = [cleo.product.call("DELETE", HERE, headers={**cleo.headers(), **o}) for o in origins]

    assert [answer.status for answer in answers] == [403] * 3
    assert asks(cleo)["connected"] is True
