"""The admins' HTML: what was counted, and dead letters that get another chance."""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import pytest

from chalicelib.domain.dead import Place
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.swept import Swept
from chalicelib.web.pages import dead
from chalicelib.web.paging import place_cursor
from tests.api.browser import Browser
from tests.api.product import FORM, Product
from tests.api.stand_ins import BEN, Reply

OFF = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
CAUSE = "NOT_PERMITTED/MESSAGE_ACCESS_OFF"
ID = f"{'a' * 24}-0"
SAME = {**FORM, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def ada(product: Product) -> Browser:
    return Browser(product, session=product.token("user_ada", role="admin"))


@pytest.fixture(autouse=True)
def no_dead_letters(product: Product) -> Iterator[None]:
    """Whatever a test leaves behind is replayed."""
    yield
    for group in product.parts.list_dead():
        product.parts.replay_dead.of_cause(group.cause, limit=100, by="test", dry=False)
    product.instagram.faults.clear()
    product.work("instagram")


def failed(product: Product, *people: str) -> list[str]:
    """The messages that Instagram would not take."""
    leads = []
    for person in people:
        product.instagram.faults = [OFF]
        leads.append(product.sent_lead(person, BEN))
    return [f"{lead}-0" for lead in leads]


def post(product: Product, ada: Browser, fields: Sequence[tuple[str, str]]) -> Reply:
    body = "&".join(f"{name}={text}" for name, text in fields).encode()
    return product.call("POST", "/admin/dead", body, headers={**ada.headers(), **SAME})


def state(product: Product, message: str) -> str:
    return str(product.status(message.partition("-")[0], BEN.creator)["dmStatus"])


def test_a_new_installation_says_so(ada: Browser) -> None:
    assert "Nothing has been sent yet" in ada.page("/admin")
    assert "Nothing is dead" in ada.page("/admin/dead")


@pytest.mark.parametrize("window", ["1h", "24h", "7d", "", "nonsense", "<script>"])
def test_each_window_is_a_page_that_can_be_asked_for_again(
    product: Product, ada: Browser, window: str
) -> None:
    answer = ada.get(f"/admin?window={window}")

    html = answer.raw.decode()
    again = product.call(
        "GET",
        f"/admin?window={window}",
        headers={**ada.headers(), "If-None-Match": answer.headers["ETag"]},
    )
    assert (answer.status, again.status) == (200, 304)
    assert html.count('aria-current="true"') == 1
    assert "<script>" not in html


def test_a_check_says_what_would_happen_and_changes_nothing(product: Product, ada: Browser) -> None:
    [message] = failed(product, "9901")

    html = post(product, ada, [("id", message), ("do", "check")]).raw.decode()

    assert "Would go out" in html
    assert state(product, message) == "failed"


def test_a_replay_sends_once_however_often_it_is_asked_for(product: Product, ada: Browser) -> None:
    [message] = failed(product, "9902")

    first, second = (post(product, ada, [("one", message)]).raw.decode() for _ in range(2))
    product.work("instagram")

    assert "On its way again" in first
    assert "Not failed any more" in second
    assert [sent.person for sent in product.instagram.inbox].count("9902") == 1


def test_a_message_whose_day_is_over_stays_and_says_why(product: Product) -> None:
    [message] = failed(product, "9903")
    product.clock.advance(hours=25)
    later = Browser(product, session=product.token("user_ada", role="admin"))

    html = post(product, later, [("one", message)]).raw.decode()

    assert "Too late" in html
    assert f'id="m-{message}"' in html


def test_a_large_group_goes_step_by_step_and_nothing_is_left_out(product: Product, ada: Browser) -> None:
    messages = failed(product, *(str(99_100 + n) for n in range(dead.STEP + 5)))
    fields = [("cause", CAUSE), ("do", "replay")]

    steps = 0
    while fields:
        html = post(product, ada, fields).raw.decode()
        going = re.search(r"(?s)data-continue>(.*?)</form>", html)
        fields = re.findall(r'name="([^"]*)" value="([^"]*)"', going[1]) if going else []
        steps += 1

    assert steps > 1
    assert f"On its way again</span> <b>{len(messages)}</b>" in html
    assert {state(product, message) for message in messages} == {"retrying"}


def test_without_a_choice_it_asks_for_one(product: Product, ada: Browser) -> None:
    answer = post(product, ada, [("do", "replay")])

    assert answer.status == 422
    assert "Nothing is selected." in answer.raw.decode()


@pytest.mark.parametrize("fields", [[("one", "<b>")], [("cause", "a/b")], [("id", "0" * 24)]], ids=str)
def test_what_names_nothing_is_refused_on_a_page(
    product: Product, ada: Browser, fields: list[tuple[str, str]]
) -> None:
    answer = post(product, ada, fields)

    assert (answer.status, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "<b>" not in answer.raw.decode()


def test_hidden_numbers_that_somebody_made_up_do_no_harm(product: Product, ada: Browser) -> None:
    failed(product, "9904")

    answer = post(product, ada, [("cause", CAUSE), ("do", "check"), ("replayed", "-1")])

    assert answer.status == 200


@pytest.mark.parametrize(
    "place",
    [
        "",
        "1",
        f"1/{ID}/",
        f"-1/{ID}/user_ana",
        f"{'9' * 40}/{ID}/user_ana",
        f"1/{ID[:-1]}/user_ana",
        f"1/{ID.upper()}/user_ana",
        f"1/{ID}/{'u' * 501}",
    ],
)
def test_a_place_in_the_list_that_somebody_made_up_is_refused(
    product: Product, ada: Browser, place: str
) -> None:
    coded = b64encode(place.encode() or b"\xff").decode()

    answer = post(product, ada, [("cause", CAUSE), ("do", "check"), ("after", quote(coded))])

    assert (answer.status, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "begin again" in answer.raw.decode()


@pytest.mark.parametrize("after", ["x", "%C3%A4", "%00", "é".encode().hex() * 9])
def test_what_is_no_place_at_all_is_refused(product: Product, ada: Browser, after: str) -> None:
    answer = post(product, ada, [("cause", CAUSE), ("do", "check"), ("after", after)])

    assert answer.status == 400


@pytest.mark.parametrize(
    "creator",
    ["user_nobody", "u" * 500, "\N{ROCKET}" * 500, "\0", "a/b\n"],
    ids=["nobody", "long", "rockets", "null", "a slash"],
)
def test_a_place_that_has_become_empty_leads_on(product: Product, ada: Browser, creator: str) -> None:
    after = place_cursor(Place(999_999_999_999_999, creator, ID))

    failed(product, "9905")
    html = post(product, ada, [("cause", CAUSE), ("do", "check"), ("after", after or "")]).raw.decode()

    assert re.search(r">[1-9]\d*( of \d+)? messages? would go out<", html)


@pytest.mark.parametrize(
    ("age", "overdue", "said"),
    [
        (0, 0, "No message is overdue."),
        (0, 3, "3 overdue, the oldest by 2 min."),
        (181_000, 0, "Nobody has looked for overdue messages"),
    ],
)
def test_admins_see_what_is_overdue_or_that_nobody_looks(
    product: Product, ada: Browser, *, age: int, overdue: int, said: str
) -> None:
    now = product.parts.now()
    oldest = now - 150_000 if overdue else None
    product.parts.stores.counters.note(Swept(at=now - age, overdue=overdue, oldest=oldest))

    assert said in ada.page("/admin")
