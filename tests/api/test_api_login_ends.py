"""The callback: a login ends once, in the browser that began it, and the page says how in one sentence."""

from collections.abc import Iterator
from itertools import count

import pytest

from chalicelib.domain.account import Account, Connection
from chalicelib.domain.faults import Code, NotSent, Reason
from chalicelib.domain.login import NEEDED
from tests.api.browser import HERE, Browser
from tests.api.product import SECRETS, Product
from tests.api.stand_ins import ANA, BEN, Json
from tests.fakes.login import Member

CALLBACK = f"{HERE}/callback"
SETTINGS = "/settings/instagram"
numbers = count(17_841_400_000_000_100)


@pytest.fixture
def member(product: Product) -> Member:
    """Somebody new at Instagram."""
    number = next(numbers)
    return product.login.join(str(number), f"new{number % 1_000}", scoped_id=str(number + 10**16))


@pytest.fixture
def browser(product: Product, member: Member) -> Browser:
    """The browser of a creator who has connected nothing yet."""
    return Browser(product, f"user_{member.profile.username}")


@pytest.fixture
def away(product: Product) -> Iterator[None]:
    """Instagram cannot be reached while it is asked for the long token."""
    real = product.login.lengthen

    def fail(short: str) -> None:
        raise NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)

    product.login.lengthen = fail  # type: ignore[method-assign,assignment] # for one test
    yield
    product.login.lengthen = real  # type: ignore[method-assign] # as it was


def stored(product: Product, browser: Browser, member: Member) -> Account | None:
    return product.parts.stores.accounts.get(browser.who, member.profile.id)


def state_of(browser: Browser) -> Json:
    return browser.product.call("GET", HERE, who=browser.who).data


def test_a_login_ends_in_a_connection_and_the_page_says_so(browser: Browser, member: Member) -> None:
    name = member.profile.username

    ended = browser.connects(member.profile.id)

    assert ended == f"{SETTINGS}?connected={name}"
    page = browser.page(ended)
    assert (page.count("is connected.</p>"), f"@{name}" in page) == (1, True)
    assert state_of(browser)["connected"] is True


def test_what_instagram_sent_back_does_not_stand_in_the_next_address(
    product: Product, browser: Browser, member: Member
) -> None:
    state, code = browser.begins(), product.login.code(member.profile.id)

    answer = browser.get(f"{CALLBACK}?code={code}&state={state}")

    said = f"{answer.headers}{answer.raw!r}"
    assert [secret for secret in (state, code, *SECRETS, "IG-token") if secret in said] == []


def test_the_stored_token_is_the_long_one_and_sealed(
    product: Product, browser: Browser, member: Member
) -> None:
    browser.connects(member.profile.id)

    account = stored(product, browser, member)
    assert account is not None
    token = product.parts.vault.open(account)
    life = product.login.tokens[token].until - product.login.tokens[token].since
    assert (life, account.scoped_id) == (60 * 86_400_000, member.profile.scoped_id)
    assert token.encode() not in account.token
    assert account.permissions == NEEDED


def test_a_browser_that_asks_twice_is_led_to_the_same_end_and_nothing_happens_twice(
    product: Product, browser: Browser, member: Member
) -> None:
    state, code = browser.begins(), product.login.code(member.profile.id)
    first = browser.returns(state=state, code=code)
    account = stored(product, browser, member)

    again = [browser.returns(state=state, code=code) for _ in range(2)]

    assert again == [first, first]
    assert stored(product, browser, member) == account


def test_a_used_state_takes_no_other_code(product: Product, browser: Browser, member: Member) -> None:
    state = browser.begins()
    first = browser.returns(state=state, code=product.login.code(member.profile.id))
    stranger = product.login.join(str(next(numbers)), "stranger")

    again = browser.returns(state=state, code=product.login.code(stranger.profile.id))

    assert again == first
    assert [account["username"] for account in state_of(browser)["accounts"]] == [member.profile.username]


@pytest.mark.parametrize("state", ["f" * 32, "x", "é", "' OR 1=1", "a" * 7_000, "\0"], ids=ascii)
def test_a_forged_state_changes_nothing(browser: Browser, member: Member, state: str) -> None:
    browser.begins()
    writes = len(browser.product.writes)

    ended = browser.returns(state=state, code=browser.product.login.code(member.profile.id))

    assert ended == f"{SETTINGS}?problem=state"
    assert browser.product.writes[writes:] == []


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({}, "state"),
        ({"code": "c"}, "state"),
        ({"state": "", "code": "c"}, "state"),
        ({"error": "access_denied", "error_reason": "user_denied"}, "denied"),
        ({"error": "access_denied", "state": "f" * 32}, "state"),
    ],
    ids=str,
)
def test_a_call_that_belongs_to_no_login_changes_nothing(
    product: Product, query: dict[str, str], problem: str
) -> None:
    writes = len(product.writes)

    ended = [Browser(product, who).returns(**query) for who in ("", ANA.creator)]

    assert ended == [f"{SETTINGS}?problem={problem}"] * 2
    assert product.writes[writes:] == []


def test_a_login_of_ten_minutes_ago_is_over(product: Product, browser: Browser, member: Member) -> None:
    state = browser.begins()
    product.clock.advance(minutes=10)

    ended = browser.returns(state=state, code=product.login.code(member.profile.id))

    assert ended == f"{SETTINGS}?problem=state"
    assert stored(product, browser, member) is None


def test_a_denied_login_leads_back_to_its_page_and_its_state_is_spent(
    product: Product, browser: Browser, member: Member
) -> None:
    state = browser.begins("/leads")
    denied = browser.returns(state=state, error="access_denied", error_reason="user_denied")

    late = browser.returns(state=state, code=product.login.code(member.profile.id))

    assert (denied, late) == ("/leads?problem=denied", "/leads?problem=denied")
    assert stored(product, browser, member) is None


def test_another_browser_cannot_end_a_login_and_the_right_one_still_can(
    product: Product, browser: Browser, member: Member
) -> None:
    state, code = browser.begins(), product.login.code(member.profile.id)
    others = [
        Browser(product),
        Browser(product, kept="autodm_login=" + "0" * 32),
        Browser(product, kept="autodm_login="),
        Browser(product, browser.who),  # the same creator, but another session
        Browser(product, BEN.creator),
        Browser(product, BEN.creator, kept=browser.kept),
    ]

    ends = [other.returns(state=state, code=code) for other in others]

    assert ends == [f"{SETTINGS}?problem=other_browser"] * len(others)
    assert stored(product, browser, member) is None
    assert browser.returns(state=state, code=code) == f"{SETTINGS}?connected={member.profile.username}"


def test_another_creators_browser_is_not_told_how_a_login_ended(
    product: Product, browser: Browser, member: Member
) -> None:
    state, code = browser.begins(), product.login.code(member.profile.id)
    browser.returns(state=state, code=code)

    ended = Browser(product, BEN.creator).returns(state=state, code=code)

    assert ended == f"{SETTINGS}?problem=other_browser"


@pytest.mark.parametrize("lost", ["session", "kept"])
def test_either_the_cookie_or_the_session_is_enough_to_come_back(
    product: Product, browser: Browser, member: Member, lost: str
) -> None:
    state = browser.begins()
    setattr(browser, lost, "")

    ended = browser.returns(state=state, code=product.login.code(member.profile.id))

    assert ended == f"{SETTINGS}?connected={member.profile.username}"
    account = stored(product, browser, member)
    assert account is not None
    assert account.creator == browser.who


def test_a_code_that_was_used_connects_nothing(browser: Browser) -> None:
    assert browser.returns(state=browser.begins(), code="used") == f"{SETTINGS}?problem=code"


def test_a_return_without_a_code_connects_nothing(browser: Browser) -> None:
    assert browser.returns(state=browser.begins()) == f"{SETTINGS}?problem=code"


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_a_permission_that_was_left_out_is_asked_for_again(
    browser: Browser, member: Member, missing: str
) -> None:
    member.granted = NEEDED - {missing}

    assert browser.connects(member.profile.id) == f"{SETTINGS}?problem=permissions"
    assert state_of(browser) == {"connected": False, "accounts": []}


def test_permissions_that_instagram_does_not_tell_are_believed(browser: Browser, member: Member) -> None:
    member.granted = None

    assert browser.connects(member.profile.id) == f"{SETTINGS}?connected={member.profile.username}"


def test_a_personal_account_is_not_connected(product: Product, browser: Browser) -> None:
    number = str(next(numbers))
    product.login.join(number, "person", kind="PERSONAL")

    assert browser.connects(number) == f"{SETTINGS}?problem=personal"


def test_an_account_that_the_app_may_not_serve_is_not_connected(browser: Browser, member: Member) -> None:
    member.served = False

    assert browser.connects(member.profile.id) == f"{SETTINGS}?problem=not_approved"


def test_an_account_of_another_creator_stays_theirs(product: Product, browser: Browser) -> None:
    before = product.parts.stores.accounts.get(ANA.creator, ANA.id)

    ended = browser.connects(ANA.id)

    assert ended == f"{SETTINGS}?problem=taken"
    assert product.parts.stores.accounts.get(ANA.creator, ANA.id) == before
    assert state_of(browser)["accounts"] == []


@pytest.mark.usefixtures("away")
def test_an_instagram_that_cannot_be_reached_is_said_to_be_so(browser: Browser, member: Member) -> None:
    assert browser.connects(member.profile.id) == f"{SETTINGS}?problem=unavailable"
    assert state_of(browser)["accounts"] == []


def test_an_account_under_deletion_is_not_connected_before_that_is_done(
    product: Product, browser: Browser, member: Member
) -> None:
    browser.connects(member.profile.id)
    product.parts.forget(member.profile.id)

    ended = browser.connects(member.profile.id)

    account = stored(product, browser, member)
    assert ended == f"{SETTINGS}?problem=deleting"
    assert account is not None
    assert account.state is Connection.DELETING


def test_a_login_again_gives_the_same_account_a_fresh_token(
    product: Product, browser: Browser, member: Member
) -> None:
    browser.connects(member.profile.id)
    before = stored(product, browser, member)

    browser.connects(member.profile.id)

    after = stored(product, browser, member)
    assert before is not None
    assert after is not None
    assert product.parts.vault.open(before) != product.parts.vault.open(after)
    assert len(state_of(browser)["accounts"]) == 1
