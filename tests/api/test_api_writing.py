"""A further message, written on a lead's page: once, honest about the 24 hours, nothing typed lost."""

import re
from html import unescape
from itertools import count

from chalicelib.domain.faults import Code, Reason, Unknown
from tests.api.automating import automate, commented, comments_on, lead_of
from tests.api.browser import Browser
from tests.api.dashboards import landed, post
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN

NO_ANSWER = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
people = count(5_801)


def page(product: Product, lead: str) -> str:
    return unescape(Browser(product, ANA.creator).page(f"/dm/{lead}"))


def key(html: str) -> str:
    [found] = re.findall(r'name="key" value="([^"]+)"', html)
    return str(found)


def inbox(product: Product, person: str) -> list[str]:
    return [message.text for message in product.instagram.inbox if message.person == person]


def answered(product: Product) -> tuple[str, str]:
    """Somebody whose message was sent: the person and the lead."""
    person = str(next(people))
    return person, product.sent_lead(person)


def says(product: Product, person: str, text: str) -> None:
    product.hook(product.news({"message": {"mid": f"m-{person}-{text}", "text": text}}, person))
    product.work("events")


def test_a_further_message_goes_out_and_the_page_says_so(product: Product) -> None:
    person, lead = answered(product)

    answer = post(product, f"/dm/{lead}/write", [("text", "One\r\nmore"), ("key", key(page(product, lead)))])
    html = landed(product, answer)
    product.work("instagram")

    assert "Your message is booked: the story tells how it goes on." in html
    assert inbox(product, person)[1:] == ["One\nmore"]
    assert "Earlier messages" in page(product, lead)


def test_the_same_form_sent_twice_is_one_message(product: Product) -> None:
    person, lead = answered(product)
    form = [("text", "Once"), ("key", key(page(product, lead)))]

    answers = [post(product, f"/dm/{lead}/write", form) for _ in range(3)]
    product.work("instagram")

    assert [answer.status for answer in answers] == [303] * 3
    assert inbox(product, person)[1:] == ["Once"]


def test_the_next_form_is_another_message_even_with_the_same_words(product: Product) -> None:
    person, lead = answered(product)

    for _ in range(2):
        post(product, f"/dm/{lead}/write", [("text", "Again"), ("key", key(page(product, lead)))])
        product.work("instagram")

    assert inbox(product, person)[1:] == ["Again", "Again"]


def test_a_form_that_was_used_for_another_text_sends_nothing_and_keeps_what_was_typed(
    product: Product,
) -> None:
    person, lead = answered(product)
    used = key(page(product, lead))
    post(product, f"/dm/{lead}/write", [("text", "First"), ("key", used)])

    answer = post(product, f"/dm/{lead}/write", [("text", "Second"), ("key", used)])
    product.work("instagram")
    html = unescape(answer.raw.decode())

    assert answer.status == 409
    assert "this form was used before" in html
    assert ">\nSecond</textarea>" in html
    assert key(html) != used
    assert inbox(product, person)[1:] == ["First"]


def test_a_key_that_is_none_of_ours_sends_nothing(product: Product) -> None:
    person, lead = answered(product)

    for forged in ("", "x", "page-../..", "page-" + "a" * 500, "page-\u00e9"):
        answer = post(product, f"/dm/{lead}/write", [("text", "Hi"), ("key", forged)])
        assert (answer.status, b">\nHi</textarea>" in answer.raw) == (422, True)
    product.work("instagram")

    assert len(inbox(product, person)) == 1


def test_the_page_says_until_when_it_can_be_written(product: Product) -> None:
    _, lead = answered(product)

    html = page(product, lead)

    assert "so you can write until <time" in html
    assert "five minutes before Instagram's 24 hours end" in html


def test_after_the_24_hours_nothing_can_be_written_and_the_page_says_why(product: Product) -> None:
    _, lead = answered(product)
    before = key(page(product, lead))
    product.clock.advance(hours=24)
    known = product.status(lead)

    html = page(product, lead)
    answer = post(product, f"/dm/{lead}/write", [("text", "Too late"), ("key", before)])

    assert "As soon as they write or tap again, you can write here." in html
    assert 'name="key"' not in html
    assert answer.status == 422
    assert "Nothing was sent. Instagram allows a message only within 24 hours" in unescape(
        answer.raw.decode()
    )
    assert b">\nToo late</textarea>" in answer.raw
    assert product.status(lead) == known


def test_to_who_only_commented_nothing_can_be_written_and_the_page_says_why(product: Product) -> None:
    person = str(next(people))
    automate(product)
    comments_on(product, commented(person, "the link please"))

    html = page(product, lead_of(product, person)["leadId"])

    assert "only after they wrote or tapped, and they have not done so yet" in html
    assert "24 hours" not in html
    assert 'name="key"' not in html


def test_who_said_stop_is_shown_as_such_and_not_written_to(product: Product) -> None:
    person, lead = answered(product)
    form = [("text", "Hi"), ("key", key(page(product, lead)))]
    product.clock.advance(minutes=1)
    says(product, person, "STOP")

    stopped = page(product, lead)
    answer = post(product, f"/dm/{lead}/write", form)
    product.clock.advance(minutes=1)
    says(product, person, "START")
    started = page(product, lead)

    assert "They said STOP <time" in stopped
    assert ("nothing reaches them until they write START" in stopped, 'name="key"' in stopped) == (
        True,
        False,
    )
    assert answer.status == 422
    assert re.search("They said STOP <time.*</time>, and START again <time", started)
    assert 'name="key"' in started


def test_a_text_for_somebody_who_has_not_acted_replaces_the_one_that_waits(product: Product) -> None:
    made = product.lead()
    lead = str(made["leadId"])
    html = page(product, lead)

    post(product, f"/dm/{lead}/write", [("text", "Another text"), ("key", key(html))])
    person = str(next(people))
    product.acts(made, person)
    product.work("instagram")

    assert "this text takes the place of the one that waits" in html
    assert inbox(product, person) == ["Another text"]


def test_a_text_that_may_have_arrived_already_is_not_sent_once_more(product: Product) -> None:
    product.instagram.faults.append(NO_ANSWER)
    _, lead = answered(product)
    html = page(product, lead)
    [text] = re.findall(r"<blockquote><bdi>(.*?)</bdi>", html, re.DOTALL)

    answer = post(product, f"/dm/{lead}/write", [("text", text), ("key", key(html))])

    assert answer.status == 409
    assert "the same text may have arrived already" in answer.raw.decode()


def test_an_empty_text_is_a_sentence_beside_its_field(product: Product) -> None:
    _, lead = answered(product)

    answer = post(product, f"/dm/{lead}/write", [("text", " "), ("key", key(page(product, lead)))])

    assert answer.status == 422
    assert '<p class="error" id="e-text">The text must not be empty.</p>' in answer.raw.decode()


def test_a_page_that_refuses_is_never_told_to_be_unchanged(product: Product) -> None:
    _, lead = answered(product)
    target, form = f"/dm/{lead}/write", b"text="
    headers = {
        **Browser(product, ANA.creator).headers(),
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
    }
    product.clock.advance(minutes=1)
    etag = product.call("POST", target, form, headers=headers).headers["ETag"]

    again = product.call("POST", target, form, headers={**headers, "If-None-Match": etag})

    assert (again.status, again.headers["ETag"], again.raw != b"") == (422, etag, True)


def test_a_page_without_a_mistake_looks_again_and_one_with_a_mistake_stays(product: Product) -> None:
    _, lead = answered(product)

    fine = page(product, lead)
    wrong = post(product, f"/dm/{lead}/write", [("text", "")]).raw.decode()

    assert ("data-poll" in fine, "data-poll" in wrong) == (True, False)


def test_whatsapp_has_no_such_form(product: Product) -> None:
    lead = str(product.lead(provider="whatsapp", phone="+44 7700 900123")["leadId"])

    assert "Write to them" not in page(product, lead)
    assert post(product, f"/dm/{lead}/write", [("text", "Hi"), ("key", "page-x")]).status == 422


def test_nobody_writes_to_anothers_lead(product: Product) -> None:
    lead = product.lead(BEN)["leadId"]

    assert post(product, f"/dm/{lead}/write", [("text", "Hi"), ("key", "page-x")]).status == 403
