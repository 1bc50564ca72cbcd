"""Instagram's callbacks about people who leave: only what Instagram signed counts."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.account import Account, Connection
from tests.api.browser import HERE, Browser
from tests.api.product import FORM, ORIGIN, SECRETS, Product
from tests.api.stand_ins import Json, Reply

DEAUTHORIZE, DELETE = f"{HERE}/deauthorize", f"{HERE}/data-deletion"
BOTH = pytest.mark.parametrize("path", [DEAUTHORIZE, DELETE], ids=["deauthorize", "data-deletion"])
numbers = count(17_841_400_000_000_800)


@pytest.fixture
def cleo(product: Product) -> Browser:
    """A creator with a connected account."""
    number = next(numbers)
    product.login.join(str(number), f"dora{number % 1_000}", scoped_id=str(number + 10**16))
    browser = Browser(product, f"user_{number}")
    browser.connects(str(number))
    return browser


def stored(browser: Browser) -> Account:
    [account] = browser.product.parts.stores.accounts.of(browser.who)
    return account


def coded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def signed(payload: object, secret: str = SECRETS[0]) -> str:
    """Meta's signed_request with *payload*."""
    said = coded(json.dumps(payload).encode())
    return f"{coded(hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest())}.{said}"


def naming(user_id: object) -> Json:
    return {"algorithm": "HMAC-SHA256", "issued_at": 1_795_000_000, "user_id": user_id}


@pytest.mark.parametrize("secret", SECRETS, ids=["the app's", "Meta's", "one in rotation"])
@pytest.mark.parametrize("which", ["id", "scoped_id"])
def test_a_person_who_took_our_app_away_is_disconnected(cleo: Browser, which: str, secret: str) -> None:
    user_id = getattr(stored(cleo), which)

    answer = cleo.product.post(DEAUTHORIZE, signed_request=signed(naming(user_id), secret))

    account = stored(cleo)
    assert (answer.status, answer.data) == (200, {"ended": 1})
    assert (account.state, account.ended, account.token) == (Connection.RECONNECT, "REMOVED", b"")


def test_it_is_told_to_the_creator_in_words(cleo: Browser) -> None:
    cleo.product.post(DEAUTHORIZE, signed_request=signed(naming(stored(cleo).id)))

    [told] = cleo.product.call("GET", HERE, who=cleo.who).data["accounts"]

    assert (told["connected"], told["state"], told["notice"]["code"]) == (False, "reconnect", "REMOVED")
    assert told["notice"]["message"] == "Our app was removed from your Instagram account."
    assert told["notice"]["message"] in cleo.page("/settings/instagram")


def test_the_same_callback_again_changes_nothing_more(cleo: Browser) -> None:
    request = signed(naming(stored(cleo).id))
    cleo.product.post(DEAUTHORIZE, signed_request=request)
    account = stored(cleo)

    again = cleo.product.post(DEAUTHORIZE, signed_request=request)

    assert (again.status, again.data, stored(cleo)) == (200, {"ended": 0}, account)


def test_somebody_whom_we_do_not_know_is_no_error(cleo: Browser) -> None:
    answers = [cleo.product.post(path, signed_request=signed(naming("1"))) for path in (DEAUTHORIZE, DELETE)]

    assert [answer.status for answer in answers] == [200, 200]
    assert stored(cleo).state is Connection.ACTIVE


@pytest.mark.parametrize("secret", SECRETS)
def test_a_deletion_is_answered_as_meta_wants_it(cleo: Browser, secret: str) -> None:
    answer = cleo.product.post(DELETE, signed_request=signed(naming(stored(cleo).id), secret))

    code, url = answer.json["confirmation_code"], answer.json["url"]
    assert (answer.status, answer.json["success"]) == (200, True)
    assert answer.data == {"confirmation_code": code, "url": url}
    assert url == f"{ORIGIN}/deletion-status?id={code}"
    assert stored(cleo).state is Connection.DELETING


def test_a_deletion_that_is_under_way_keeps_its_code(cleo: Browser) -> None:
    account = stored(cleo)
    requests = [signed(naming(user_id)) for user_id in (account.id, account.scoped_id)]

    codes = {cleo.product.post(DELETE, signed_request=r).json["confirmation_code"] for r in requests}

    assert len(codes) == 1


def test_a_deletion_deletes_the_account_its_form_its_leads_and_says_when(cleo: Browser) -> None:
    product, account = cleo.product, stored(cleo)
    lead = {"form": account.username, "name": "Mia Lee", "provider": "instagram", "consent": True}
    id = product.call("POST", "/api/leads", lead).data["leadId"]
    url = product.post(DELETE, signed_request=signed(naming(account.id))).json["url"]
    before = cleo.page(url.removeprefix(ORIGIN))

    for _ in range(2):  # the form first: somebody may be submitting it this moment
        product.clock.advance(minutes=3)
        product.tend()

    after = cleo.page(url.removeprefix(ORIGIN))
    assert ("is being deleted" in before, "Everything was deleted on" in after) == (True, True)
    assert product.call("GET", HERE, who=cleo.who).data["accounts"] == []
    assert product.call("GET", f"/api/dm/status/{id}", who=cleo.who).status == 404
    assert product.call("POST", "/api/leads", lead).fields.keys() == {"form"}
    assert product.parts.stores.accounts.owner(account.id) is None


def test_the_status_page_names_nobody(cleo: Browser) -> None:
    account = stored(cleo)
    url = cleo.product.post(DELETE, signed_request=signed(naming(account.id))).json["url"]

    page = Browser(cleo.product).page(url.removeprefix(ORIGIN))

    known = [account.id, account.scoped_id or "-", account.username, account.creator]
    assert [name for name in known if name in page] == []


@BOTH
@pytest.mark.parametrize("body", [b"", b"signed_request=", b"other=1", b"signed_request", b"\xff"], ids=repr)
def test_a_form_without_the_field_is_400_and_names_it(product: Product, path: str, body: bytes) -> None:
    answer = product.refuses("POST", path, body, headers=FORM)

    assert (answer.status, set(answer.fields)) == (400, {"signed_request"})


def forged(user_id: str) -> dict[str, str]:
    """What looks like Meta's and is not."""
    payload = naming(user_id)
    good = signed(payload)
    signature, _, said = good.partition(".")
    return {
        "another secret": signed(payload, "another-secret"),
        "no secret": signed(payload, "x").partition(".")[2],
        "an empty signature": f".{said}",
        "an empty payload": f"{signature}.",
        "three parts": f"{good}.x",
        "one part": said,
        "a payload exchanged": f"{signature}.{coded(json.dumps(naming('1')).encode())}",
        "the payload twice": f"{said}.{said}",
        "a signature in hex": hmac.new(SECRETS[0].encode(), said.encode(), hashlib.sha256).hexdigest() + said,
        "letters that are no base64": f"{signature}!.{said}",
        "beyond ASCII": f"{signature}.{said}é",
        "very long": signed({**payload, "x": "x" * 9_000}),
        "another algorithm": signed({**payload, "algorithm": "HMAC-SHA1"}),
        "no algorithm at all": signed({**payload, "algorithm": "none"}),
        "the algorithm missing": signed({"user_id": user_id}),
        "no user id": signed({"algorithm": "HMAC-SHA256"}),
        "an empty user id": signed(naming("")),
        "a list of user ids": signed(naming([user_id])),
        "a list": signed([payload]),
        "a text": signed("payload"),
    }


@BOTH
@pytest.mark.parametrize("how", forged("1"))
def test_what_instagram_did_not_sign_is_401_and_changes_nothing(cleo: Browser, path: str, how: str) -> None:
    account, writes = stored(cleo), len(cleo.product.writes)

    answer = cleo.product.post(path, signed_request=forged(account.id)[how])

    assert (answer.status, answer.json["error"]["code"]) == (401, "BAD_SIGNATURE")
    assert (cleo.product.writes[writes:], stored(cleo)) == ([], account)


@BOTH
def test_json_instead_of_a_form_is_415(cleo: Browser, path: str) -> None:
    request = signed(naming(stored(cleo).id))

    answer = cleo.product.refuses("POST", path, {"signed_request": request})

    assert (answer.status, answer.json["error"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@BOTH
def test_a_form_may_name_its_character_set(cleo: Browser, path: str) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}

    answer = cleo.product.post(path, signed_request=signed(naming(stored(cleo).id)), headers=kind)

    assert answer.status == 200


@BOTH
def test_a_body_over_the_limit_is_413(product: Product, path: str) -> None:
    answer = product.refuses("POST", path, b"signed_request=" + b"x" * 16_000, headers=FORM)

    assert answer.status == 413


@BOTH
def test_a_form_of_very_many_fields_is_refused(product: Product, path: str) -> None:
    answer = product.refuses("POST", path, b"a=1&" * 2_000 + b"signed_request=x.y", headers=FORM)

    assert answer.status == 400


@BOTH
def test_a_request_in_the_address_does_not_count(cleo: Browser, path: str) -> None:
    answer: Reply = cleo.product.refuses(
        "POST", f"{path}?signed_request={signed(naming(stored(cleo).id))}", b"a=1", headers=FORM
    )

    assert (answer.status, set(answer.fields)) == (400, {"signed_request"})


def test_the_status_pages_address_is_where_people_reach_us(cleo: Browser) -> None:
    with cleo.product.reached_at("https://hub.example/live"):
        answer = cleo.product.post(DELETE, signed_request=signed(naming(stored(cleo).id)))

    url = urlsplit(answer.json["url"])
    assert (url.scheme, url.netloc, url.path) == ("https", "hub.example", "/live/deletion-status")
    assert parse_qs(url.query) == {"id": [answer.json["confirmation_code"]]}
