"""The public form and its receipt: whatever strangers type is kept or refused, and shown as text alone."""

import re
from html import escape, unescape
from urllib.parse import quote, urlencode

import pytest

from chalicelib.actions.read_receipt import NoSuchReceipt
from chalicelib.domain.lead import Lead
from tests.api.product import FORM, Product
from tests.api.stand_ins import ANA, Json, Reply

PATH = f"/f/{ANA.name}"
RIGHT = {"name": "Mia Lee", "provider": "instagram", "consent": "yes"}
ONCE = r'name="once" value="[0-9a-f]{32}"'
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "</textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;script&gt;",
    "a" * 10_000,
    "👑" * 10_000,
    "مرحبا \u202eevil\u202c بالعالم",
    "null\x00byte\x1b[31m",
)


def submit(product: Product, **fields: str) -> Reply:
    return product.call("POST", PATH, urlencode({**RIGHT, **fields}).encode(), headers=FORM)


def html(reply: Reply) -> str:
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    return reply.raw.decode()


def receipt(product: Product, **fields: str) -> str:
    answer = submit(product, **fields)
    assert answer.status == 303
    return answer.headers["Location"]


def stored(product: Product, **fields: str) -> Lead:
    """What is kept of a form."""
    return product.parts.read_receipt(ANA.name, receipt(product, **fields).rpartition("/")[2]).lead


def test_a_good_form_is_stored_once_and_leads_to_its_receipt(product: Product) -> None:
    before = len(product.writes)

    where = receipt(product)

    assert product.writes[before:] == ["PutItem", "PutItem"]
    assert re.fullmatch(rf"{PATH}/r/[0-9a-f]{{24}}-[0-9a-f]{{32}}", where)


def test_the_receipt_offers_the_contact_link_whose_ref_is_its_token(product: Product) -> None:
    where = receipt(product)

    page = html(product.call("GET", where))

    assert f'href="https://ig.me/m/ana?ref={where.rpartition("/")[2]}"' in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "n" * 201}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"consent": ""}, "consent"),
        ({"consent": "no"}, "consent"),
        ({"provider": "pigeon"}, "provider"),
        ({"provider": ""}, "provider"),
        ({"instagramUsername": "not a name"}, "instagramUsername"),
        ({"provider": "whatsapp"}, "phone"),
        ({"provider": "whatsapp", "phone": "0151 2345"}, "phone"),
        ({"message": "a" * 1_001}, "message"),
        ({"message": "bell\x07"}, "message"),
    ],
    ids=str,
)
def test_a_wrong_field_is_named_in_one_sentence_and_nothing_is_stored(
    product: Product, wrong: Json, field: str
) -> None:
    before = len(product.writes)

    answer = submit(product, **wrong)

    assert (answer.status, product.writes[before:]) == (422, [])
    assert re.findall(r'class="error" id="e-(\w+)"', html(answer)) == [field]


def test_several_wrong_fields_are_all_named_at_once(product: Product) -> None:
    page = html(submit(product, name="", consent="", provider="whatsapp", phone=""))

    assert re.findall(r'class="error" id="e-(\w+)"', page) == ["name", "phone", "consent"]


@pytest.mark.parametrize("field", ["name", "instagramUsername", "phone", "message"])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_what_was_typed_comes_back_as_text_alone(product: Product, *, field: str, text: str) -> None:
    answer = submit(product, **{field: text, "consent": ""})

    page = html(answer)
    shown = re.sub("[\x00\x1b\u202e\u202c]", "", text)
    assert answer.status == 422
    assert escape(shown, quote=False)[:40] in page.replace("&#34;", '"').replace("&#39;", "'")
    assert shown in unescape(page)
    assert page.count("<script") == 1  # ours
    assert re.search("\x00|\x1b|\u202e|<img src=x|<svg/", page) is None


@pytest.mark.parametrize(
    "name", ["<b>Mia</b>", "{{7*7}}", "👑" * 100, '"onx="', "مرحبا\u202eevil"], ids=ascii
)
def test_the_receipt_shows_a_name_as_text_alone(product: Product, name: str) -> None:
    page = html(product.call("GET", receipt(product, name=name)))

    assert name.replace("\u202e", "") in unescape(page)
    assert re.search("<b>Mia|\u202e| onx=", page) is None


@pytest.mark.parametrize("name", ["Mia Canary", "  Mia  Canary", "Mia\N{NO-BREAK SPACE}Canary"], ids=ascii)
def test_whoever_has_the_link_reads_the_first_name_and_nothing_else_that_was_typed(
    product: Product, name: str
) -> None:
    where = receipt(product, name=name, instagramUsername="canary.1", message="canary text")

    page = html(product.call("GET", where))

    assert "<bdi>Mia</bdi>" in page
    assert "canary" not in page.lower()


@pytest.mark.parametrize(
    "body", [b"", b"%ff%fe=%00", b"name=a&name=b" * 3, b"=&=&=", b"name[]=x", b"&" * 500]
)
def test_a_body_that_no_browser_sends_is_answered_calmly(product: Product, body: bytes) -> None:
    answer = product.refuses("POST", PATH, body or b"x", headers=FORM)

    assert answer.status in {400, 422}
    assert "<h1>" in html(answer)


def test_what_belongs_to_the_other_way_is_left_out(product: Product) -> None:
    lead = stored(product, phone="nonsense", instagramUsername=" @Mia_L ")

    assert (lead.username, lead.phone) == ("mia_l", None)


def test_a_profile_that_was_copied_is_the_name_in_it(product: Product) -> None:
    given = "https://www.instagram.com/Mia_L/?igsh=abc"

    assert stored(product, instagramUsername=given).username == "mia_l"


def test_a_number_dialled_as_from_abroad_is_that_number(product: Product) -> None:
    given = {"provider": "whatsapp", "phone": "0044 7700 900123", "instagramUsername": ""}

    assert stored(product, **given).phone == "447700900123"


def test_line_breaks_count_as_forms_send_them(product: Product) -> None:
    assert stored(product, message="one\r\ntwo").words == "one\ntwo"


def test_whoever_fills_in_the_trap_is_thanked_and_forgotten(product: Product) -> None:
    before = len(product.writes)

    answer = submit(product, leave_empty="https://spam.example")

    assert (answer.status, product.writes[before:]) == (200, [])
    assert "We have your request." in html(answer)


@pytest.mark.parametrize("path", ["/f/nobody", f"/f/{'x' * 3_000}", "/f/%3Cscript%3E", "/f/%00", "/f/.."])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_form_that_is_none_is_a_kind_page(product: Product, method: str, path: str) -> None:
    typed = {"body": b"name=Mia", "headers": FORM} if method == "POST" else {}

    answer = product.refuses(method, path, **typed)

    assert answer.status == 404
    assert "There is nothing here" in html(answer)
    assert "<script>" not in html(answer)


@pytest.mark.parametrize(
    "change",
    [
        lambda where: where[:-1] + ("0" if where[-1] != "0" else "1"),
        lambda where: where.replace("/f/ana/", "/f/ben/"),
        lambda where: where.replace("/f/ana/", "/f/nobody/"),
        lambda where: where.rpartition("-")[0],
        lambda where: f"{where}x",
        lambda where: f"{where.rpartition('/')[0]}/{quote('<script>')}",
    ],
    ids=["another secret", "another form", "no form", "no secret", "too long", "markup"],
)
def test_a_receipt_that_is_none_says_nothing_about_why(product: Product, change: object) -> None:
    assert callable(change)
    answers = [product.refuses("GET", path) for path in (change(receipt(product)), "/f/ana/r/x")]

    assert [answer.status for answer in answers] == [404, 404]
    assert html(answers[0]) == html(answers[1])


def test_a_form_without_a_name_has_no_receipt_and_breaks_nothing(product: Product) -> None:
    token = receipt(product).rpartition("/")[2]

    with pytest.raises(NoSuchReceipt):
        product.parts.read_receipt("", token)


@pytest.mark.parametrize("path", [PATH, "/f/nobody", "receipt"])
def test_anybody_may_show_these_pages_in_a_frame_and_no_script_but_ours_runs(
    product: Product, path: str
) -> None:
    answer = product.call("GET", receipt(product) if path == "receipt" else path)

    rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    assert (rules["frame-ancestors"], rules["script-src"], rules["form-action"]) == ("*", "'self'", "'self'")
    assert re.search(r"<script>|\son\w+=|\sstyle=", html(answer)) is None


def test_who_is_signed_in_sees_the_same_form(product: Product) -> None:
    pages = [html(product.call("GET", PATH, who=who)) for who in (None, ANA.creator)]

    assert re.sub(ONCE, "", pages[0]) == re.sub(ONCE, "", pages[1])


def test_a_receipt_that_has_not_changed_is_not_sent_again(product: Product) -> None:
    where = receipt(product)
    first = product.call("GET", where)

    again = product.call("GET", where, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status, again.raw) == (304, b"")


def test_the_receipt_follows_the_message_until_it_is_seen(product: Product) -> None:
    lead = product.lead()
    where = lead["receiptUrl"].partition("/f/")
    path = f"/f/{where[2]}"
    assert "One step left" in html(product.call("GET", path))

    product.acts(lead, "9001")
    assert "It is on its way" in html(product.call("GET", path))
    product.work("instagram")
    assert "It is in your messages" in html(product.call("GET", path))
    product.hook(product.news({"read": {"mid": product.status(lead["leadId"])["dmMessageId"]}}, "9001"))
    product.work("events")

    page = html(product.call("GET", path))
    assert "You have read it" in page
    assert "data-poll" not in page


def test_after_90_days_the_receipt_offers_the_form_again(product: Product) -> None:
    where = receipt(product)

    product.clock.advance(days=91)

    page = html(product.call("GET", where))
    assert "This link is too old" in page
    assert "ig.me" not in page
    product.clock.advance(days=-91)


def test_whatsapp_is_coming_soon_with_a_link_that_has_the_text(product: Product) -> None:
    page = html(
        product.call(
            "GET", receipt(product, provider="whatsapp", phone="+44 7700 900123", message="Hi & bye")
        )
    )

    assert 'href="https://wa.me/447700900123?text=Hi%20%26%20bye" target="_blank" rel="noopener"' in page
    assert "Coming soon" in page
    assert "44 7700" not in page


def test_embed_js_is_for_everybody_and_kept_for_an_hour(product: Product) -> None:
    answer = product.call("GET", "/embed.js")

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(answer.raw) < 5_000
