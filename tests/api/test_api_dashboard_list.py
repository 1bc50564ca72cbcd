"""What the dashboard lists: as many messages as its tiles count, of the days asked for, and who came back."""

import re
from datetime import timedelta
from html import unescape

import pytest

from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.tally import Change
from tests.api.browser import Browser
from tests.api.dashboards import connect, failing, page, post, requests, rows
from tests.api.product import Product
from tests.api.stand_ins import Account

CLOSED = Refused(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)
REFUSED = Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED)
PERMITS = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)


def came_back(product: Product, person: str, account: Account) -> str:
    lead = failing(product, person, CLOSED, account)
    product.clock.advance(minutes=1)
    product.hook(product.news({"message": {"mid": f"m-{person}", "text": "hello?"}}, person, account))
    product.work("events")
    return lead


def further(product: Product, lead: str, account: Account) -> None:
    """Another message to the same lead."""
    body = {"leadId": lead, "provider": "instagram", "message": "Better"}
    product.call("POST", "/api/dm/send", body, who=account.creator)
    product.work("instagram")


def row(html: str, lead: str) -> str:
    return html.partition(f'id="lead-{lead}"')[2].partition("</tr>")[0]


def message_rows(html: str) -> int:
    return len(re.findall(r'<tr id="(?:lead|m)-', html))


def new(name: str, number: int, product: Product) -> Account:
    account = Account(name, f"178414000000{number:05d}")
    connect(product, account)
    return account


def test_a_tile_counts_what_its_list_shows_also_after_a_newer_message(product: Product) -> None:
    account = new("tiles", 201, product)
    lead = failing(product, "9101", REFUSED, account)
    failing(product, "9102", account=account)
    further(product, lead, account)
    now = product.parts.now()
    states = ("failed", "failed", "sent")
    changes = [Change(creator=account.creator, old=None, new=state, at=now) for state in states]
    product.parts.tally(changes, batch="tiles")

    for status in ("failed", "sent"):
        html = page(product, f"?status={status}", account)
        [number] = re.findall(r'aria-current="true"><b>(\d+)</b>', html)
        assert int(number) == message_rows(html)


def test_a_message_that_a_newer_one_followed_leads_to_its_own_story(product: Product) -> None:
    account = new("older", 202, product)
    lead = failing(product, "9111", PERMITS, account)  # another attempt could help, were it still the newest
    further(product, lead, account)

    html = page(product, "?status=failed", account)

    [link] = set(re.findall(r'href="(/dm/[^"]+)"', html))
    assert link == f"/dm/{lead}?message={lead}-0#m-{lead}-0"
    assert "A newer message followed." in html
    assert (f'action="/dm/{lead}/retry"' in html, 'type="checkbox" name="message"' in html) == (False, False)
    story = Browser(product, account.creator).page(link.partition("#")[0])
    assert f'<details class="part" id="m-{lead}-0" open>' in story


def test_without_a_status_everybody_is_listed_once(product: Product) -> None:
    account = new("once", 203, product)
    lead = failing(product, "9121", REFUSED, account)
    post(product, f"/dm/{lead}/send", [("text", "Better")], account)
    product.work("instagram")

    assert rows(page(product, account=account)) == [lead]


def test_who_came_back_after_their_window_closed_is_marked_and_can_be_retried(product: Product) -> None:
    account = new("back", 204, product)
    back, late = came_back(product, "9131", account), failing(product, "9132", CLOSED, account)

    html = page(product, account=account)

    assert "They wrote again" in row(html, back)
    assert "You can retry it now." in row(html, back)
    assert f'action="/dm/{back}/retry"' in row(html, back)
    assert "They wrote again" not in row(html, late)
    assert f'action="/dm/{late}/retry"' not in row(html, late)


def test_only_what_another_attempt_can_help_has_a_box_and_counts(product: Product) -> None:
    account = new("boxes", 205, product)
    helped = [came_back(product, "9141", account), failing(product, "9142", PERMITS, account)]
    for person, fault in (("9143", CLOSED), ("9144", REFUSED)):
        failing(product, person, fault, account)

    html = page(product, "?status=failed", account)

    assert set(re.findall(r'type="checkbox" name="message" value="(\w+)-', html)) == set(helped)
    assert "Retry all 2</summary>" in html
    assert "Send all 2 messages again that another attempt can help now?" in html


def test_where_not_all_failures_are_on_the_page_no_number_is_promised(product: Product) -> None:
    account = new("guess", 206, product)
    failing(product, "9151", PERMITS, account)
    changes = [
        Change(creator=account.creator, old=None, new="failed", at=product.parts.now()) for _ in range(40)
    ]
    product.parts.tally(changes, batch="guess")

    html = page(product, "?status=failed", account)

    assert "Retry all that can work</summary>" in html
    assert "All 40 failed messages are looked at." in html


def test_where_nothing_can_be_helped_no_retry_is_offered(product: Product) -> None:
    account = new("none", 207, product)
    failing(product, "9161", REFUSED, account)

    html = page(product, "?status=failed", account)

    assert re.search(r">\s*Retry (all|selected)|<button class=\"\">Retry|name=\"lead\"", html) is None


def test_days_narrow_the_list_together_with_every_other_filter(product: Product) -> None:
    account = new("days", 208, product)
    product.clock.advance(days=1)
    first = failing(product, "9171", account=account)
    day = timedelta(milliseconds=product.parts.now()).days
    product.clock.advance(days=2)
    failing(product, "9172", account=account)
    dates = [f"{_iso(day + n)}" for n in (0, 1)]
    query = f"?status=failed&provider=instagram&q=canary&from={dates[0]}&to={dates[1]}"

    html = page(product, query, account)

    assert rows(html) == [first]
    assert f'name="from" type="date" value="{dates[0]}"' in html
    assert f'name="to" type="date" value="{dates[1]}"' in html
    assert unescape(html).count('name="back" value="status=failed&provider=instagram&q=canary&from=') >= 1
    assert rows(page(product, f"?to={_iso(day - 1)}", account)) == []


@pytest.mark.parametrize(
    "query", ["from=x", "to=2026-02-30", "from=2026-11-22&to=2026-11-21", "from=%00&to=<b>"]
)
def test_days_that_make_no_sense_are_left_out_with_a_sentence(product: Product, query: str) -> None:
    account = Account("days", "17841400000000208")
    html = page(product, f"?{query}", account)

    assert html.count('<p class="note warn" role="alert">') == 1
    assert "left out." in html


def test_many_who_failed_cost_one_read_more_and_no_more(product: Product) -> None:
    spent = []
    for name, number, n in (("calm", 209, 0), ("few1", 210, 1), ("few9", 211, 9)):
        account = new(name, number, product)
        for k in range(n):
            failing(product, f"92{n}{k}", CLOSED, account)
        if n == 0:
            product.lead(account)
        browser = Browser(product, account.creator)
        with requests(product) as seen:
            browser.page("/dashboard")
        spent.append(len(seen))

    assert spent[1] == spent[2] == spent[0] + 1


def test_a_run_is_over_when_all_were_looked_at_although_there_are_older_leads(product: Product) -> None:
    account = new("ends", 212, product)
    for n in range(26):
        product.lead(account, name=f"Lead {n}")
    lead = failing(product, "9181", PERMITS, account)
    for n in range(130):
        product.lead(account, name=f"Lead {n}")

    answers = [post(product, "/dashboard", [("all", "1"), ("done", done)], account) for done in ("0", "1")]

    assert [answer.status for answer in answers] == [200, 303]
    assert "told=retried&n=1-0-0-0-0-0-0" in answers[1].headers["Location"]
    assert product.status(lead, account.creator)["attempts"] == 1


def _iso(day: int) -> str:
    from datetime import date

    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
