"""Two tabs with one automation: the later one overwrites nothing unseen, and loses nothing that was typed."""

import re
from html import unescape

import pytest

from tests.api.automating import FULL, automate, change, read, remove, settings
from tests.api.browser import Browser
from tests.api.product import Product
from tests.api.stand_ins import ANA, Json, Reply
from tests.api.test_api_automation_pages import fields_of, page, post

pytestmark = pytest.mark.usefixtures("afresh")

Fields = list[tuple[str, str]]


def opened(product: Product, made: Json, **instead: str) -> Fields:
    """The form in a tab, with something else typed."""
    fields = fields_of(page(product, path(made)))
    return [(name, instead.get(name, text)) for name, text in fields]


def path(made: Json) -> str:
    return f"/automations/{made['automationId']}"


def saved(product: Product, made: Json, fields: Fields) -> Reply:
    return post(product, path(made), [*fields, ("do", "save")])


def versions(answer: Reply) -> list[tuple[str, ...]]:
    table = unescape(answer.raw.decode()).partition('id="changed"')[2].partition("</section>")[0]
    return re.findall(
        r'<th scope="row">(.*?)</th>.*?as-typed">(.*?)</bdi>.*?as-typed">(.*?)</bdi>', table, re.DOTALL
    )


def test_a_save_over_an_unseen_change_is_refused_with_both_versions(product: Product) -> None:
    made = automate(product, message="First")
    tab = opened(product, made, message="Mine", cap="7")
    change(product, made, message="Theirs", name="Other")

    answer = saved(product, made, tab)

    assert answer.status == 409
    assert versions(answer) == [
        ("Name", "Other", "Guide"),
        ("Message", "Theirs", "Mine"),
        ("Messages a day", "\N{EN DASH}", "7"),
    ]
    assert read(product, made)["message"] == "Theirs"
    assert ">\nMine</textarea>" in unescape(answer.raw.decode())


def test_what_was_typed_is_saved_over_it_by_one_more_button(product: Product) -> None:
    made = automate(product, message="First")
    tab = opened(product, made, message="Mine")
    change(product, made, message="Theirs")
    refused = saved(product, made, tab)

    again = saved(product, made, fields_of(refused.raw.decode()))

    assert again.status == 303
    assert read(product, made)["message"] == "Mine"


def test_a_third_change_meanwhile_is_seen_as_well(product: Product) -> None:
    made = automate(product, message="First")
    tab = opened(product, made, message="Mine")
    change(product, made, message="Theirs")
    refused = saved(product, made, tab)
    change(product, made, message="Theirs again")

    again = saved(product, made, fields_of(refused.raw.decode()))

    assert (again.status, versions(again)) == (409, [("Message", "Theirs again", "Mine")])


def test_a_trial_and_a_mistake_in_between_do_not_make_the_form_newer(product: Product) -> None:
    made = automate(product, message="First")
    tab = opened(product, made, message=" ")
    change(product, made, message="Theirs")

    tried = post(product, path(made), [*tab, ("do", "more-quick")])
    wrong = saved(product, made, fields_of(tried.raw.decode()))
    mended = [(n, "Mine" if n == "message" else t) for n, t in fields_of(wrong.raw.decode())]

    assert (tried.status, wrong.status) == (200, 422)
    assert saved(product, made, mended).status == 409


def test_a_pause_is_a_change_and_an_answer_is_none(product: Product) -> None:
    made = automate(product)
    tab = opened(product, made)
    post(product, f"{path(made)}/state", [("state", "paused")])

    assert versions(saved(product, made, tab)) == [("Switched on", "No", "Yes")]


def test_a_form_of_no_revision_saves_nothing_unseen(product: Product) -> None:
    made = automate(product, message="First")
    tab = [field for field in opened(product, made, message="Mine") if field[0] != "rev"]

    for rev in ([], [("rev", "x")], [("rev", "-1")], [("rev", "9" * 30)]):
        assert saved(product, made, [*tab, *rev]).status == 409
    assert read(product, made)["message"] == "First"


def test_every_setting_is_named_where_it_differs(product: Product) -> None:
    made = automate(product, **FULL)
    tab = opened(product, made)
    plain: Json = {"quickReplies": [], "publicReplies": [], "dailyCap": None, "quietHours": None}
    other: Json = {"link": None, "name": "X", "message": "Y", "oncePerPerson": True, "state": "active"}
    match: Json = {"mode": "any", "words": [], "posts": []}
    change(product, made, match=match, **plain, **other)

    shown = [name for name, *_ in versions(saved(product, made, tab))]

    assert shown == [
        *("Name", "Which text", "Words", "Posts", "Message", "Link", "Quick replies"),
        *("Answers under the comment", "Each person once only", "Messages a day"),
        *("Quiet hours begin", "Quiet hours end", "Time zone", "Switched on"),
    ]


def test_strangers_texts_are_text_in_both_versions(product: Product) -> None:
    made = automate(product, message="First")
    tab = opened(product, made, message="<script>alert(1)</script>\u202e")
    change(product, made, message='"><img src=x onerror=alert(1)>')

    html = saved(product, made, tab).raw.decode().partition("<main")[2]

    assert re.search(r"<script|<img src=x", html) is None


def test_an_account_and_a_trigger_stay_whatever_a_form_says(product: Product) -> None:
    made = automate(product)
    tab = opened(product, made, account="17841400000000999", trigger="message", message="New")

    assert saved(product, made, tab).status == 303
    stored = read(product, made)
    assert settings(stored) == {**settings(made), "message": "New"}


def test_what_is_gone_is_a_page_that_says_so(product: Product) -> None:
    made = automate(product)
    tab = opened(product, made)
    remove(product, made)

    assert saved(product, made, tab).status == 404


def test_quotes_in_what_a_page_counts_by_end_no_attribute(product: Product) -> None:
    html = Browser(product, ANA.creator).page("/automations/new")

    [worth] = re.findall(r'data-worth="([^"]*)"', html)
    assert unescape(worth).startswith('{"')
