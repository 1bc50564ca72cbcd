"""The automations' HTML: strangers' texts are inert, what was typed stays, and the check is the API's."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from chalicelib.domain.automation_check import WORDED
from chalicelib.domain.occasion import Trigger
from tests.api.automating import FULL, automate, commented, comments_on, draft, listed, read, settings
from tests.api.browser import Browser
from tests.api.product import FORM, Product
from tests.api.stand_ins import ANA, BEN, Account, Json, Reply

NEW = "/automations/new"
SAME = {**FORM, "Sec-Fetch-Site": "same-origin"}
LEAST = [
    ("account", ANA.id),
    ("name", "Guide"),
    ("trigger", "comment"),
    ("mode", "any"),
    ("message", "Hello!"),
    ("once", "on"),
    ("active", "on"),
]
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></td><h1>gone</h1>",
    "{{ 7 * 7 }}",
    ".*(a+)+$[",
    "\u202egnp.exe",
    "🔥" * 40,
    "يلا نبدأ",
)
WRONG: dict[str, tuple[dict[str, str], str, str]] = {
    # what is typed instead: the field that is marked, and what stands beside it
    "no name": ({"name": " "}, "name", "Must not be empty."),
    "no message": ({"message": ""}, "message", "Must not be empty."),
    "too long a message": (
        {"message": "é" * 501},
        "message",
        "It is 132 bytes too long: Instagram takes 1000,",
    ),
    "an unknown variable": ({"message": "Hi {nam}"}, "message", "Has the unknown variable {nam}; there are"),
    "no words": ({"mode": "exact"}, "words", "Must name at least one word."),
    "a post by its link": ({"posts": "https://instagram.com/p/x"}, "posts", "Number 1: names nothing."),
    "a plain link": ({"link": "http://x.example"}, "link", "Must be an address that starts with https://."),
    "half a button": ({"button-title": "Go"}, "buttons", "Go: needs either a url to open or an automation"),
    "no number": ({"cap": "many"}, "cap", "Input should be a valid integer"),
    "half a night": ({"begin": "22:00"}, "quiet", "Must be a time of the day like 08:00."),
    "no zone": ({"begin": "22:00", "end": "08:00", "zone": "home"}, "quiet", "Must name a time zone like"),
    "no trigger": ({"trigger": "rain"}, "trigger", "Must be"),
    "somebody else's account": ({"account": BEN.id}, "account", "Names no account of yours."),
}

pytestmark = pytest.mark.usefixtures("afresh")


def post(product: Product, target: str, fields: list[tuple[str, str]], account: Account = ANA) -> Reply:
    cookie = Browser(product, account.creator).headers()
    return product.call("POST", target, urlencode(fields).encode(), headers={**cookie, **SAME})


def typed(**instead: str) -> list[tuple[str, str]]:
    """The least that makes an automation, with something else typed."""
    named = {name.replace("_", "-"): text for name, text in instead.items()}
    return [(name, text) for name, text in LEAST if name not in named] + list(named.items())


def page(product: Product, target: str = "/automations") -> str:
    return Browser(product, ANA.creator).page(target)


def fields_of(html: str) -> list[tuple[str, str]]:
    """What a browser would send of the page's form, untouched."""
    form = html[html.index('id="automation"') : html.index("</form>")]
    found = []
    for tag, inner in re.findall(r"<(?:input|textarea|select)\b([^>]*)>((?:[^<]|<option[^>]*>)*)", form):
        name, kind = re.search(r'name="([^"]*)"', tag), re.search(r'type="(checkbox|radio)"', tag)
        if name is None or (kind and " checked" not in tag):
            continue
        value = re.search(r'value="([^"]*)"', tag)
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        text = value[1] if value else chosen[1] if chosen else inner.removeprefix("\n")
        found.append((name[1], unescape("on" if kind and not value else "" if "<option" in text else text)))
    return found


@pytest.mark.parametrize(
    ("asked", "chosen"), [("?trigger=lead", "lead"), ("", "comment"), ("?trigger=rain", "comment")]
)
def test_a_new_automation_begins_with_what_was_asked_for(product: Product, asked: str, chosen: str) -> None:
    html = page(product, f"{NEW}{asked}")

    assert re.findall(r'<option value="(\w+)" selected', html)[0] == chosen


@pytest.mark.parametrize("trigger", Trigger)
def test_the_form_as_it_comes_sets_up_whatever_is_not_about_words(product: Product, trigger: Trigger) -> None:
    answer = post(product, NEW, [*typed(trigger=trigger, mode="one_of"), ("words", "")])

    assert answer.status == (422 if trigger in WORDED else 303)


def test_an_automation_is_set_up_by_the_form_as_by_the_api(product: Product) -> None:
    by_api = settings(automate(product))

    answer = post(product, NEW, typed())

    assert (answer.status, answer.headers["Location"].endswith("?told=automation_made")) == (303, True)
    assert settings(listed(product)[-1]) == by_api


def test_an_unchanged_form_changes_nothing_about_even_the_fullest_automation(product: Product) -> None:
    made = automate(product, **FULL)
    path = f"/automations/{made['automationId']}"

    answer = post(product, path, [*fields_of(page(product, path)), ("do", "save")])

    assert answer.status == 303
    assert settings(read(product, made)) == settings(made)


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(product: Product, what: str) -> None:
    instead, field, sentence = WRONG[what]
    fields = (
        [(n, t) for n, t in LEAST if n not in instead] + list(instead.items()) + [("quick-title", "Kept")]
    )
    if field == "buttons":
        fields.remove(("quick-title", "Kept"))

    answer = post(product, NEW, fields)

    html = unescape(answer.raw.decode())
    beside = re.search(f'id="e-{field}">(.*?)</p>', html)
    assert answer.status == 422
    assert beside is not None
    assert beside[1].startswith(sentence)
    assert 'aria-invalid="true"' in html or field == "account"
    assert ("Kept" in html) == (("quick-title", "Kept") in fields)
    assert listed(product) == []


def test_a_sentence_is_the_apis_own(product: Product) -> None:
    by_api = product.call("POST", "/api/automations", draft(ANA, message="Hi {x}"), who=ANA.creator).fields

    html = unescape(post(product, NEW, typed(message="Hi {x}")).raw.decode())

    assert by_api["message"][1:] in html


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_whatever_people_call_things_is_text(product: Product, text: str) -> None:
    match = {"mode": "one_of", "words": [text], "posts": []}
    made = automate(product, name=text, match=match, message="Hi!")
    path = f"/automations/{made['automationId']}"
    tried = [*fields_of(page(product, path)), ("do", "try"), ("say", f"so {text} it is")]

    shown = [page(product), page(product, path), post(product, path, tried).raw.decode()]

    assert [re.search(r"<script>|<img src=x|<h1>gone|>49<", html) for html in shown] == [None] * 3
    assert "\u202e" not in shown[0]
    assert "Would be answered" in shown[2]


@pytest.mark.parametrize("name", ["name", "words", "message", "say"])
def test_a_megabyte_is_refused_kindly(product: Product, name: str) -> None:
    answer = post(product, NEW, typed(**{name: "x" * 1_000_000}))

    assert answer.status == 413
    assert "<h1>That is too much at once</h1>" in answer.raw.decode()


def test_a_long_text_within_reason_is_kept_and_told(product: Product) -> None:
    answer = post(product, NEW, typed(message="x" * 10_000))

    assert answer.status == 422
    assert "x" * 10_000 in answer.raw.decode()
    assert "It is 9130 bytes too long: Instagram takes 1000," in answer.raw.decode()


def test_a_draft_is_tried_without_being_saved(product: Product) -> None:
    fields = typed(mode="one_of", words="LINK", message="Hi {first_name}!", do="try", say="link", who="Mia")

    html = post(product, NEW, fields).raw.decode()

    assert "Would be answered" in html
    assert '<p class="bubble" dir="auto">Hi Mia!' in html
    assert listed(product) == []


def test_a_dry_run_says_in_words_why_nothing_would_happen(product: Product) -> None:
    automate(product, state="paused")
    fields = [("do", "try"), ("account", ANA.id), ("trigger", "comment"), ("say", "hello")]

    html = post(product, "/automations", fields).raw.decode()

    assert "The automation that fits is paused." in html


def test_a_further_row_keeps_what_was_typed(product: Product) -> None:
    html = post(product, NEW, [*typed(do="more-quick"), ("quick-title", "Yes")]).raw.decode()

    assert html.count('name="quick-title"') == 2
    assert 'value="Yes"' in html


def test_it_is_paused_switched_on_and_deleted(product: Product) -> None:
    made = automate(product)
    path = f"/automations/{made['automationId']}"

    states = []
    for state in ("paused", "active"):
        post(product, f"{path}/state", [("state", state)])
        states.append(read(product, made)["state"])
    gone = post(product, f"{path}/remove", [])

    assert states == ["paused", "active"]
    assert (gone.status, listed(product)) == (303, [])


def test_the_day_and_all_days_are_counted(product: Product) -> None:
    automate(product, dailyCap=50)
    comments_on(product, commented("9811"))

    html = page(product)

    assert re.search(r'<span>1<span class="soft"> of 50</span></span></td>\s*<td [^>]*>1</td>', html)


def test_settings_are_saved_and_a_wrong_one_is_named(product: Product) -> None:
    good = [("do", "settings"), ("disclosure", "on"), ("line", "I am a robot."), ("limit", "3")]
    path = "/automations"

    saved = post(product, path, good)
    wrong = post(product, path, [("do", "settings"), ("line", "x" * 129), ("limit", "0")])

    known = product.call("GET", "/api/settings", who=ANA.creator).data
    assert saved.status == 303
    assert known == {"disclosure": True, "disclosureText": "I am a robot.", "personLimit": 3}
    assert wrong.status == 422
    assert "Has 129 bytes in UTF-8; 128 are allowed." in wrong.raw.decode()
    assert "x" * 129 in wrong.raw.decode()


def test_activity_goes_back_page_by_page_and_says_why(product: Product) -> None:
    for number in range(27):
        comments_on(product, commented(str(97_000 + number), f"{number}"))

    first = page(product, "/activity")
    older = re.search(r'href="(/activity\?cursor=[0-9a-f]{24})"', first)
    assert older is not None
    second = page(product, older[1])

    names = [re.findall(r"@(user\.\d+)", html) for html in (first, second)]
    assert (len(names[0]), len(set(names[0] + names[1]))) == (25, 27)
    assert "No automation fits, so nothing is sent." in first


@pytest.mark.parametrize("path", ["/automations", NEW, "/activity"])
def test_a_page_that_has_not_changed_is_not_sent_again(product: Product, path: str) -> None:
    browser = Browser(product, ANA.creator)
    etag = browser.get(path).headers["ETag"]

    answer = product.call("GET", path, headers={**browser.headers(), "If-None-Match": etag})

    assert (answer.status, answer.raw) == (304, b"")


def test_somebody_else_reads_and_changes_nothing(product: Product) -> None:
    made: Json = automate(product, name="Secret plan")
    path = f"/automations/{made['automationId']}"

    answers = [post(product, path, typed(), BEN), post(product, f"{path}/remove", [], BEN)]

    assert [answer.status for answer in answers] == [404, 404]
    assert "Secret plan" not in "".join(answer.raw.decode() for answer in answers)
    assert read(product, made)["name"] == "Secret plan"
