"""CSV files over HTTP: one's own, to save, from cursor to cursor."""

import csv
import io
from urllib.parse import quote

import pytest

from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Reply

FILES = {"/api/leads.csv": "leads.csv", "/api/dm/logs.csv": "dm-logs.csv"}
BAD = {"limit=0": "limit", "limit=1001": "limit", "limit=all": "limit", "cursor=junk": "cursor"}


def lines(reply: Reply) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reply.raw.decode("utf-8-sig"), newline=""), strict=True))


@pytest.fixture(scope="module")
def leads(product: Product) -> list[str]:
    """Ana's, newest first; the middle one's name is a formula, and the oldest one's message went out."""
    product.lead(BEN)
    sent = product.sent_lead("9701")
    hostile = product.lead(name='=HYPERLINK("https://evil.example","Mia, Lee")', message='one\n"two", three')
    plain = product.lead(provider="whatsapp", phone="+44 7700 900123")
    return [plain["leadId"], hostile["leadId"], sent]


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_to_be_saved_and_never_shown(product: Product, leads: list[str], path: str) -> None:
    reply = product.call("GET", path, who=ANA.creator)

    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{FILES[path]}"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.raw.startswith(b"\xef\xbb\xbf")
    assert "X-Next-Cursor" not in reply.headers


def test_the_leads_file_has_ones_own_leads_newest_first(product: Product, leads: list[str]) -> None:
    found = lines(product.call("GET", "/api/leads.csv", who=ANA.creator))

    assert [line["leadId"] for line in found] == leads
    assert found[1]["name"] == '\'=HYPERLINK("https://evil.example","Mia, Lee")'
    assert found[1]["message"] == 'one\n"two", three'
    assert [line["dmStatus"] for line in found] == ["coming_soon", "awaiting_contact", "sent"]


def test_the_header_leads_to_the_next_file(product: Product, leads: list[str]) -> None:
    first = product.call("GET", "/api/leads.csv?limit=2", who=ANA.creator)
    cursor = quote(first.headers["X-Next-Cursor"])
    second = product.call("GET", f"/api/leads.csv?limit=2&cursor={cursor}", who=ANA.creator)
    log = product.call("GET", f"/api/dm/logs.csv?cursor={cursor}", who=ANA.creator)

    assert [line["leadId"] for reply in (first, second) for line in lines(reply)] == leads
    assert "X-Next-Cursor" not in second.headers
    assert {line["leadId"] for line in lines(log)} == {leads[2]}


def test_the_log_file_has_the_call_that_instagram_took(product: Product, leads: list[str]) -> None:
    found = lines(product.call("GET", "/api/dm/logs.csv", who=ANA.creator))

    [call] = [line for line in found if line["attempt"]]
    assert (call["leadId"], call["status"], call["durationMs"]) == (leads[2], "sent", "12")


@pytest.mark.parametrize("query", BAD)
def test_what_is_no_page_is_refused(product: Product, query: str) -> None:
    reply = product.call("GET", f"/api/leads.csv?{query}", who=ANA.creator)

    assert (reply.status, list(reply.fields)) == (400, [BAD[query]])
