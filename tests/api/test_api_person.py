"""Everything that is known of one person, given out and deleted: theirs, and nobody else's."""

from itertools import count
from urllib.parse import quote

import pytest

from tests.api.automating import (
    activity,
    automate,
    commented,
    comments_on,
    inbox,
    lead_of,
    writes,
)
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account, Json, Reply
from tests.api.test_api_bad_requests import BAD_IDS

pytestmark = pytest.mark.usefixtures("afresh")

LINK = {"mode": "one_of", "words": ["LINK"]}
people = count(7_601)


@pytest.fixture
def person() -> str:
    return str(next(people))


def export(product: Product, lead: str, account: Account = ANA) -> Json:
    return product.call("GET", f"/api/leads/{lead}/export", who=account.creator).data


def forget(product: Product, lead: str, account: Account = ANA) -> Reply:
    return product.call("DELETE", f"/api/leads/{lead}", who=account.creator)


def known_person(product: Product, person: str, account: Account = ANA) -> str:
    """The lead of somebody who was answered once, and did one thing more that was not."""
    automate(product, account, message="CanaryText of an answer", match=LINK)
    comments_on(product, commented(person), account)
    comments_on(product, commented(person, "no more words"), account)
    return str(lead_of(product, person, account)["leadId"])


def test_an_export_holds_all_of_a_person(product: Product, person: str) -> None:
    lead = known_person(product, person)

    known = export(product, lead)

    [row], [message], [unanswered] = known["leads"], known["messages"], known["activities"]
    assert set(known) == {"leads", "messages", "logs", "contact", "activities"}
    assert (row["leadId"], row["source"], row["form"]) == (lead, "comment", None)
    assert (message["status"], message["text"]) == ("sent", inbox(product, person)[0])
    assert (unanswered["person"], unanswered["outcome"]) == (person, "no_automation")


def test_an_export_holds_the_consent_of_each_message(product: Product, person: str) -> None:
    made = automate(product)
    comment = commented(person)
    comments_on(product, comment)

    [message] = export(product, lead_of(product, person)["leadId"])["messages"]

    assert (message["consent"]["event"], message["consent"]["id"]) == ("comment", comment["id"])
    assert (message["comment"], message["automationId"]) == (comment["id"], made["automationId"])


def test_an_export_holds_what_is_remembered_of_the_person(product: Product, person: str) -> None:
    made = automate(product, trigger="message")
    writes(product, person, "hello")
    [row] = product.call("GET", "/api/leads?limit=1", who=ANA.creator).data["leads"]

    known = export(product, row["leadId"])

    contact = known["contact"]
    [turn] = contact["automatedMessages"]
    assert (contact["person"], contact["instagramBusinessId"], contact["optedOut"]) == (person, ANA.id, False)
    assert contact["lastActedAt"] == known["messages"][0]["consent"]["at"]
    assert (turn["automationId"], turn["jobId"]) == (made["automationId"], known["messages"][0]["jobId"])


def test_an_export_of_a_form_holds_what_was_typed_into_it(product: Product) -> None:
    lead = product.lead(name="Mia Lee", instagramUsername="mia.lee", message="CanaryText of a form")["leadId"]

    known = export(product, lead)

    [row], [message] = known["leads"], known["messages"]
    assert (row["name"], row["instagramUsername"], row["source"]) == ("Mia Lee", "mia.lee", "form")
    assert (row["form"], row["message"]) == (ANA.name, "CanaryText of a form")
    assert (message["text"], message["status"]) == ("CanaryText of a form", "awaiting_contact")
    assert (known["contact"], known["activities"], known["logs"]) == (None, [], [])


def test_an_export_from_one_lead_finds_the_persons_others(product: Product, person: str) -> None:
    by_form = product.sent_lead(person, message="CanaryText of a form")
    another = product.sent_lead(person, message="CanaryText of another")

    known = export(product, another)

    assert [row["leadId"] for row in known["leads"]] == [another, by_form]
    assert {message["text"] for message in known["messages"]} == {
        "CanaryText of a form",
        "CanaryText of another",
    }


def test_an_export_writes_nothing(product: Product, person: str) -> None:
    lead = known_person(product, person)

    answer = product.refuses("GET", f"/api/leads/{lead}/export", who=ANA.creator)

    assert answer.status == 200


def test_a_wish_for_no_more_messages_is_in_the_export(product: Product, person: str) -> None:
    lead = known_person(product, person)
    writes(product, person, "STOP")

    assert export(product, lead)["contact"]["optedOut"] is True


@pytest.mark.parametrize(("method", "tail"), [("GET", "/export"), ("DELETE", "")], ids=["export", "delete"])
def test_another_creators_person_is_403_and_nothing_is_told(
    product: Product, person: str, method: str, tail: str
) -> None:
    lead = known_person(product, person)

    answer = product.refuses(method, f"/api/leads/{lead}{tail}", who=BEN.creator)

    assert (answer.status, answer.json["error"]["code"]) == (403, "FORBIDDEN")
    assert [word for word in (b"Canary", person.encode(), b"user.") if word in answer.raw] == []


@pytest.mark.parametrize(("method", "tail"), [("GET", "/export"), ("DELETE", "")], ids=["export", "delete"])
@pytest.mark.parametrize("id", BAD_IDS.values(), ids=BAD_IDS)
def test_a_person_of_no_lead_is_404(product: Product, *, id: str, method: str, tail: str) -> None:
    answer = product.refuses(method, f"/api/leads/{quote(id, safe='')}{tail}", who=ANA.creator)

    assert (answer.status, answer.fields) == (404, {"leadId": "names no lead"})


def test_a_deletion_is_told_in_words(product: Product, person: str) -> None:
    lead = known_person(product, person)

    answer = forget(product, lead)

    assert (answer.status, answer.data) == (200, {"leadId": lead})
    assert answer.json["message"] == "Everything about this person is deleted."


def test_after_a_deletion_nothing_of_the_person_is_found(product: Product, person: str) -> None:
    lead = known_person(product, person)

    forget(product, lead)

    targets = [f"/api/leads/{lead}/export", f"/api/dm/status/{lead}", f"/api/dm/timeline/{lead}"]
    rows = product.call("GET", "/api/leads?limit=100", who=ANA.creator)
    assert [product.call("GET", target, who=ANA.creator).status for target in targets] == [404] * 3
    assert lead.encode() not in rows.raw
    assert person not in [row["person"] for row in activity(product)]
    assert _rows_about(product, person, lead) == []


def test_a_deletion_that_is_asked_for_again_is_404(product: Product, person: str) -> None:
    lead = known_person(product, person)
    forget(product, lead)

    answers = [forget(product, lead) for _ in range(2)]

    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].fields == {"leadId": "names no lead"}


def test_a_deletion_takes_the_persons_other_leads_along(product: Product, person: str) -> None:
    leads = [product.sent_lead(person, message=f"No. {n}") for n in range(2)]

    forget(product, leads[0])

    statuses = [product.call("GET", f"/api/dm/status/{lead}", who=ANA.creator).status for lead in leads]
    assert statuses == [404, 404]


def test_a_deletion_leaves_everybody_else_as_they_were(product: Product, person: str) -> None:
    others = [known_person(product, f"{person}1"), known_person(product, f"{person}1", BEN)]
    lead = known_person(product, person)
    before = [export(product, others[0]), export(product, others[1], BEN)]

    forget(product, lead)

    assert [export(product, others[0]), export(product, others[1], BEN)] == before
    assert [len(known["messages"]) for known in before] == [1, 1]


def test_the_same_person_at_another_creators_account_stays(product: Product, person: str) -> None:
    at_ana, at_ben = known_person(product, person), known_person(product, person, BEN)
    before = export(product, at_ben, BEN)

    forget(product, at_ana)

    assert export(product, at_ben, BEN) == before
    assert len(before["activities"]) == 1


def test_a_waiting_message_is_not_sent_after_a_deletion(product: Product, person: str) -> None:
    lead = product.lead()
    product.acts(lead, person)
    before = product.status(lead["leadId"])["dmStatus"]

    answer = forget(product, lead["leadId"])
    product.work("instagram")

    assert (before, answer.status) == ("queued", 200)
    assert inbox(product, person) == []


def test_a_person_to_whom_a_message_is_being_sent_is_deleted_only_afterwards(
    product: Product, person: str
) -> None:
    lead = product.lead()
    product.acts(lead, person)
    dms = product.parts.stores.dms
    queued = dms.get(ANA.creator, f"{lead['leadId']}-0")
    assert queued is not None
    dms.save(queued, queued.claim("a" * 32, now=product.parts.now()))

    answer = product.refuses("DELETE", f"/api/leads/{lead['leadId']}", who=ANA.creator)

    assert (answer.status, answer.json["error"]["code"]) == (409, "CONFLICT")
    assert answer.json["message"] == "A message to this person is being sent. Try again in two minutes."
    assert product.status(lead["leadId"])["dmStatus"] == "sending"


def test_a_link_of_a_deleted_lead_binds_nobody(product: Product, person: str) -> None:
    lead = product.lead()
    forget(product, lead["leadId"])

    product.acts(lead, person)
    product.work("instagram")

    assert inbox(product, person) == []
    assert activity(product)[0]["outcome"] == "ref_unknown"


def test_a_wish_for_no_more_messages_outlives_the_deletion(product: Product, person: str) -> None:
    lead = known_person(product, person)
    writes(product, person, "STOP")
    forget(product, lead)
    sent = len(inbox(product, person))

    comments_on(product, commented(person))

    assert len(inbox(product, person)) == sent
    assert activity(product)[0]["outcome"] == "opted_out"


def test_somebody_who_comes_again_after_a_deletion_is_new(product: Product, person: str) -> None:
    lead = known_person(product, person)
    forget(product, lead)

    comments_on(product, commented(person))

    again = lead_of(product, person)
    assert again["leadId"] != lead
    assert len(export(product, again["leadId"])["messages"]) == 1


def _rows_about(product: Product, person: str, lead: str) -> list[str]:
    """The names of the tables that still hold the person's or the lead's id."""
    dynamodb = product.parts.client("dynamodb")
    tables = dynamodb.list_tables()["TableNames"]
    words = {name: str(dynamodb.scan(TableName=name)["Items"]) for name in tables}
    return [name for name, text in words.items() if f"'{person}'" in text or lead in text]
