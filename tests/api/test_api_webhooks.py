"""Instagram's door: who may knock, and what is believed."""

import hashlib
import hmac
import json
from urllib.parse import quote

import pytest

from tests.api.product import SECRETS, VERIFY_TOKEN, Product, sign
from tests.api.stand_ins import ANA, Reply

PATH = "/api/webhooks/instagram"
BODY = json.dumps({"object": "instagram", "entry": []}).encode()


def ask(product: Product, **query: str) -> Reply:
    pairs = "&".join(f"hub.{name}={quote(value)}" for name, value in query.items())
    return product.refuses("GET", f"{PATH}?{pairs}")


def knock(product: Product, raw: bytes, header: str | None) -> Reply:
    return product.refuses("POST", PATH, raw, headers={"X-Hub-Signature-256": header} if header else {})


@pytest.mark.parametrize("challenge", ["1158201444", "with space", "<script>", "é", ""])
def test_the_handshake_gives_the_challenge_back_as_text(product: Product, challenge: str) -> None:
    answer = ask(product, mode="subscribe", challenge=challenge, verify_token=VERIFY_TOKEN)

    assert (answer.status, answer.raw) == (200, challenge.encode())
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"mode": "subscribe", "challenge": "1"},
        {"mode": "subscribe", "challenge": "1", "verify_token": ""},
        {"mode": "subscribe", "challenge": "1", "verify_token": "no"},
        {"mode": "subscribe", "challenge": "1", "verify_token": VERIFY_TOKEN + " "},
        {"mode": "subscribe", "challenge": "1", "verify_token": VERIFY_TOKEN.upper()},
        {"mode": "subscribe", "challenge": "1", "verify_token": "é"},
        {"mode": "subscribe", "challenge": "1", "verify_token": SECRETS[0]},
        {"mode": "unsubscribe", "challenge": "1", "verify_token": VERIFY_TOKEN},
        {"challenge": "1", "verify_token": VERIFY_TOKEN},
        {"mode": "subscribe", "challenge": "1" * 201, "verify_token": VERIFY_TOKEN},
    ],
    ids=str,
)
def test_a_handshake_that_knows_too_little_is_403(product: Product, query: dict[str, str]) -> None:
    answer = ask(product, **query)

    assert (answer.status, answer.json["success"]) == (403, False)


@pytest.mark.parametrize("secret", SECRETS)
def test_every_secret_in_rotation_is_believed(product: Product, secret: str) -> None:
    answer = product.hook(BODY, secret)

    assert (answer.status, answer.json["message"]) == (200, "EVENT_RECEIVED")


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        sign(BODY, "another-secret"),
        sign(BODY, VERIFY_TOKEN),
        sign(BODY, ""),
        sign(BODY, ",".join(SECRETS)),
        sign(BODY + b"\n", SECRETS[0]),
        sign(BODY, SECRETS[0]).upper(),
        sign(BODY, SECRETS[0])[:-1],
        sign(BODY, SECRETS[0]) + "0",
        sign(BODY, SECRETS[0]) + "\n",
        sign(BODY, SECRETS[0]).removeprefix("sha256="),
        "sha1=" + hmac.new(SECRETS[0].encode(), BODY, hashlib.sha1).hexdigest(),
        "sha256=é",
    ],
    ids=lambda header: ascii(header)[:24],
)
def test_a_missing_or_wrong_signature_is_401_and_nothing_is_kept(
    product: Product, header: str | None
) -> None:
    answer = knock(product, BODY, header)

    assert (answer.status, answer.json["error"]["code"]) == (401, "BAD_SIGNATURE")


def test_a_signature_under_the_old_header_alone_is_401(product: Product) -> None:
    signed = "sha1=" + hmac.new(SECRETS[0].encode(), BODY, hashlib.sha1).hexdigest()

    answer = product.refuses("POST", PATH, BODY, headers={"X-Hub-Signature": signed})

    assert answer.status == 401


@pytest.mark.parametrize("place", range(0, len(BODY), 5))
def test_a_body_altered_by_one_bit_is_401(product: Product, place: int) -> None:
    altered = bytearray(BODY)
    altered[place] ^= 1

    answer = knock(product, bytes(altered), sign(BODY, SECRETS[0]))

    assert answer.status == 401


@pytest.mark.parametrize(
    "again",
    [
        json.dumps(json.loads(BODY), separators=(",", ":")).encode(),
        json.dumps(json.loads(BODY), indent=1).encode(),
        json.dumps(json.loads(BODY), sort_keys=True).encode(),
        BODY.replace(b"instagram", b"\\u0069nstagram"),
        b" " + BODY,
    ],
    ids=["compact", "indented", "sorted", "escaped", "padded"],
)
def test_the_same_json_in_other_bytes_is_401(product: Product, again: bytes) -> None:
    answer = knock(product, again, sign(BODY, SECRETS[0]))

    assert answer.status == 401


def test_bytes_are_verified_as_they_came_also_when_they_are_no_utf8(product: Product) -> None:
    raw = BODY[:-1] + b', "x": "\xff"}'

    answer = knock(product, raw, sign(raw, SECRETS[0]))

    assert (answer.status, set(answer.fields)) == (400, {"body"})


@pytest.mark.parametrize("raw", [b"x", b"1", b'"text"', b"[" * 100_000, b"\xff\xfe"], ids=ascii)
def test_signed_nonsense_is_400_and_nothing_is_kept(product: Product, raw: bytes) -> None:
    answer = knock(product, raw[:200_000], sign(raw[:200_000], SECRETS[0]))

    assert (answer.status, set(answer.fields)) == (400, {"body"})


def test_an_empty_body_is_no_webhook(product: Product) -> None:
    answer = knock(product, b"", sign(b"", SECRETS[0]))

    assert answer.status == 400


def test_a_body_over_four_megabytes_is_413_before_anything_else(product: Product) -> None:
    raw = b'{"object": "instagram", "pad": "' + b"x" * 4_000_000 + b'"}'

    answer = knock(product, raw, sign(raw, SECRETS[0]))

    assert answer.status == 413


def test_the_signature_is_looked_at_before_the_body_is_read(product: Product) -> None:
    answer = knock(product, b"{not json", "sha256=" + "0" * 64)

    assert answer.status == 401


def test_a_thousand_updates_in_one_body_are_kept_in_few_calls(product: Product) -> None:
    items = [{"sender": {"id": str(n)}, "recipient": {"id": "1"}, "timestamp": n} for n in range(1_000)]
    entry = {"id": "1", "time": 1, "messaging": [{**item, "message": {"mid": "m"}} for item in items]}
    before = len(product.writes)

    answer = product.hook(json.dumps({"object": "instagram", "entry": [entry]}).encode())

    assert (answer.status, answer.data) == (200, {"events": 1_000})
    assert product.writes[before:] == ["SendMessageBatch"]
    product.work("events")


def test_events_are_not_acknowledged_when_the_queue_does_not_take_them(product: Product) -> None:
    raw = product.news({"message": {"mid": "m-1", "text": "hello"}}, "9301")
    with product.without("take_webhook"):
        refused = product.hook(raw)

    assert (refused.status, product.hook(raw).status) == (500, 200)
    product.work("events")


def test_a_replayed_webhook_changes_nothing_and_sends_nothing(product: Product) -> None:
    lead = product.lead(message="only once")
    ref = lead["contactLink"].rpartition("ref=")[2]
    raw = product.news({"referral": {"ref": ref, "source": "SHORTLINKS", "type": "OPEN_THREAD"}}, "9302")
    product.hook(raw)
    product.work("events")
    product.work("instagram")
    first = product.status(lead["leadId"])

    answers = [product.hook(raw).status for _ in range(3)]
    product.work("events")
    product.work("instagram")

    assert answers == [200, 200, 200]
    assert product.status(lead["leadId"]) == first
    assert [m.text for m in product.instagram.inbox if m.person == "9302"] == ["only once"]


def test_a_ref_binds_the_first_person_who_uses_it(product: Product) -> None:
    lead = product.lead(message="for the first")

    product.acts(lead, "9303")
    product.acts(lead, "9304")
    product.work("instagram")

    assert [m.person for m in product.instagram.inbox if m.text == "for the first"] == ["9303"]


@pytest.mark.parametrize("changed", ["secret", "lead", "nothing after the dash", "junk"])
def test_a_guessed_ref_binds_nobody(product: Product, changed: str) -> None:
    lead = product.lead()
    refs = {
        "secret": f"{lead['leadId']}-{'0' * 32}",
        "lead": f"{'0' * 24}-{'0' * 32}",
        "nothing after the dash": f"{lead['leadId']}-",
        "junk": "../../etc/passwd\0",
    }
    referral = {"ref": refs[changed], "source": "SHORTLINKS", "type": "OPEN_THREAD"}
    product.hook(product.news({"referral": referral}, "9305"))
    product.work("events")

    assert product.status(lead["leadId"])["dmStatus"] == "awaiting_contact"


def test_a_ref_used_at_another_account_binds_nobody(product: Product) -> None:
    lead = product.lead()
    ref = lead["contactLink"].rpartition("ref=")[2]
    raw = product.news({"referral": {"ref": ref, "source": "SHORTLINKS", "type": "OPEN_THREAD"}}, "9306")

    product.hook(raw.replace(ANA.id.encode(), b"17841400000000022"))
    product.work("events")

    assert product.status(lead["leadId"])["dmStatus"] == "awaiting_contact"
