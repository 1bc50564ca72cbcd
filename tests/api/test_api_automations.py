"""Automations over HTTP: set up, shown, changed, paused and removed, each creator their own."""

from dataclasses import replace
from urllib.parse import quote

import pytest

from tests.api.automating import (
    DEFAULTS,
    FULL,
    PATH,
    add,
    automate,
    change,
    commented,
    comments_on,
    draft,
    inbox,
    listed,
    read,
    refused,
    remove,
    settings,
)
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account
from tests.api.test_api_bad_requests import BAD_IDS

pytestmark = pytest.mark.usefixtures("afresh")

WORDS = {
    "regex characters": r".*+?^${}()|[]\d{3}",
    "an emoji of several": "👩‍👩‍👧‍👦",
    "an emoji with a look": "❤️",
    "a flag": "🇦🇷",
    "Arabic": "أريد الرابط",
    "Hebrew with points": "שָׁלוֹם",
    "marks on their own": "e\u0301",
    "wide letters": "\uff2c\uff29\uff2e\uff2b",
    "markup": "<b>&amp;</b>",
    "quotes": '"it\'s"',
    "blanks around": "  two  blanks ",
    "a bare punctuation mark": "?",
    "80 characters": "w" * 80,
}


def test_a_new_automation_is_201_and_told_in_words(product: Product) -> None:
    answer = add(product)

    assert (answer.status, answer.json["message"]) == (201, "The automation is set up.")
    assert answer.data["messages"] == 0
    assert answer.data["createdAt"] == answer.data["activeSince"]


def test_what_is_left_out_has_its_default(product: Product) -> None:
    assert settings(automate(product)) == {**draft(), **DEFAULTS}


def test_every_field_comes_back_as_it_was_given(product: Product) -> None:
    made = automate(product, **FULL)

    assert settings(made) == {"instagramBusinessId": ANA.id, **FULL}
    assert read(product, made) == made


def test_buttons_come_back_as_they_were_given(product: Product) -> None:
    more = automate(product, trigger="button")["automationId"]
    buttons = [
        {"title": "Open", "url": "https://example.com/", "then": None},
        {"title": "More", "url": None, "then": more},
        {"title": "T" * 20, "url": "https://example.com:8443/x", "then": None},
    ]

    made = automate(product, buttons=buttons)

    assert made["buttons"] == buttons
    assert read(product, made) == made


@pytest.mark.parametrize("trigger", ["comment", "live_comment", "message", "story_reply", "lead", "button"])
def test_every_trigger_can_be_set_up(product: Product, trigger: str) -> None:
    assert automate(product, trigger=trigger)["trigger"] == trigger


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_a_word_of_any_script_comes_back_unchanged(product: Product, word: str) -> None:
    made = automate(product, match={"mode": "exact", "words": [word], "posts": []})

    assert read(product, made)["match"]["words"] == [word]


def test_fifty_words_and_fifty_posts_fit(product: Product) -> None:
    words, posts = [f"{n:02d}" + "ж" * 78 for n in range(50)], [f"{n:030d}" for n in range(50)]

    made = automate(product, match={"mode": "one_of", "words": words, "posts": posts})

    assert read(product, made)["match"] == {"mode": "one_of", "words": words, "posts": posts}


def test_a_word_that_is_given_twice_is_kept_once(product: Product) -> None:
    made = automate(product, match={"mode": "exact", "words": ["a", "b", "a"], "posts": ["1", "1"]})

    assert made["match"] == {"mode": "exact", "words": ["a", "b"], "posts": ["1"]}


def test_blanks_around_names_and_titles_are_left_out(product: Product) -> None:
    made = automate(product, name="  Guide ", quickReplies=[{"title": " Yes "}])

    assert (made["name"], made["quickReplies"][0]["title"]) == ("Guide", "Yes")


def test_the_list_shows_ones_own_oldest_first(product: Product) -> None:
    mine = [automate(product, name=f"No. {n}") for n in range(3)]
    theirs = automate(product, BEN)

    assert listed(product) == mine
    assert listed(product, BEN) == [theirs]
    assert listed(product, Account("cleo", "1")) == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_creators_automation_is_404_and_stays_as_it_is(product: Product, method: str) -> None:
    made = automate(product)
    body = draft(BEN, name="Mine now") if method == "PUT" else None

    answer = product.refuses(method, f"{PATH}/{made['automationId']}", body, who=BEN.creator)

    assert (answer.status, answer.fields) == (404, {"automationId": "names no automation"})
    assert read(product, made) == made


def test_another_creator_cannot_take_it_by_naming_its_account(product: Product) -> None:
    made = automate(product)

    answer = product.refuses("PUT", f"{PATH}/{made['automationId']}", draft(ANA), who=BEN.creator)

    assert answer.status == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_automation_that_is_gone_is_404(product: Product, method: str) -> None:
    made = automate(product)
    remove(product, made)

    answer = product.refuses(method, f"{PATH}/{made['automationId']}", draft(), who=ANA.creator)

    assert (answer.status, answer.json["error"]["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("id", [id for id in BAD_IDS.values() if not {"/", "?"} & set(id)], ids=ascii)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_what_is_no_id_names_no_automation(product: Product, method: str, id: str) -> None:
    answer = product.refuses(method, f"{PATH}/{quote(id, safe='')}", draft(), who=ANA.creator)

    assert (answer.status, answer.fields) == (404, {"automationId": "names no automation"})


@pytest.mark.parametrize("account", [BEN.id, "1", "0" * 30], ids=["another's", "nobody's", "zeros"])
def test_an_account_that_is_not_ones_own_is_named(product: Product, account: str) -> None:
    answer = refused(product, instagramBusinessId=account)

    assert (answer.status, answer.fields) == (400, {"instagramBusinessId": "names no account of yours"})


def test_a_removal_is_told_in_words_and_leaves_the_others(product: Product) -> None:
    gone, stays = automate(product), automate(product)

    answer = remove(product, gone)

    assert (answer.status, answer.json["message"]) == (200, "The automation is gone.")
    assert answer.data == {"automationId": gone["automationId"]}
    assert listed(product) == [stays]


def test_whose_button_leads_to_a_removed_one_can_still_be_paused(product: Product) -> None:
    more = automate(product, trigger="button")
    made = automate(product, buttons=[{"title": "More", "then": more["automationId"]}])
    remove(product, more)

    answer = change(product, made, state="paused")

    assert (answer.status, read(product, made)["state"]) == (200, "paused")


def test_what_is_removed_answers_nobody(product: Product) -> None:
    remove(product, automate(product))

    comments_on(product, commented("7002"))

    assert inbox(product, "7002") == []


def test_answers_are_counted_and_a_change_keeps_the_count(product: Product) -> None:
    made = automate(product)
    for person in ("7003", "7004"):
        comments_on(product, commented(person))

    changed = change(product, made, name="Renamed").data

    assert (read(product, made)["messages"], changed["messages"]) == (2, 2)


def test_a_hundred_fit_an_account_and_a_place_that_becomes_free_can_be_taken(product: Product) -> None:
    made, automations = automate(product), product.parts.stores.automations
    [first] = automations.of(ANA.id)
    for n in range(98):
        automations.add(replace(first, id=f"{n:024x}"))
    last = add(product)

    answer = refused(product)
    remove(product, made)
    retried, other = add(product), add(product, BEN)

    assert (answer.status, answer.json["error"]["code"]) == (409, "CONFLICT")
    assert answer.json["message"] == "An account may have 100 automations."
    assert (last.status, retried.status, other.status) == (201, 201, 201)
