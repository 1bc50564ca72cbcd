"""The exact bytes of webhooks, and their signatures."""

import base64
import hashlib
import hmac
import json
import random
from typing import Any

import pytest

from simulator.courier import encode, headers
from simulator.delivery import Parcel
from simulator.payloads import News, changed
from simulator.switches import Switches
from simulator.wire import compact, signatures, signed_request

STAMP = 1_790_000_000_500
ITEM = {
    "sender": {"id": "9001"},
    "recipient": {"id": "17841"},
    "timestamp": 1_790_000_000_000,
    "message": {"mid": "m1", "text": 'Grüße 👑 https://x.example/a "b"\n'},
}
MESSAGE = News(account="17841", part="messaging", field="messages", item=ITEM)
COMMENT = changed("17841", "comments", {"from": {"id": "9001"}, "id": "17901", "text": "é/👑"})


def written(news: News, *, form: str, shape: str = "plain", seed: int = 1) -> bytes:
    parcel = Parcel(account=news.account, news=(news,), form=form, stamp=STAMP)
    return encode(parcel, shape=shape, chance=random.Random(seed))  # noqa: S311 - only shuffles


def test_the_compact_form_escapes_slashes_and_everything_beyond_ascii() -> None:
    assert written(MESSAGE, form="compact") == (
        rb'{"object":"instagram","entry":[{"time":1790000000500,"id":"17841","messaging":[{"sender":{"id":"9001"},'
        rb'"recipient":{"id":"17841"},"timestamp":1790000000000,"message":{"mid":"m1",'
        rb'"text":"Gr\u00fc\u00dfe \ud83d\udc51 https:\/\/x.example\/a \"b\"\n"}}]}]}'
    )


def test_the_spaced_form_has_entry_first_seconds_and_bare_slashes() -> None:
    raw = written(COMMENT, form="spaced")

    assert raw.startswith(b'{"entry": [{"id": "17841", "time": 1790000000, "changes": [{"value": {')
    assert raw.endswith(b'}, "field": "comments"}]}], "object": "instagram"}')
    assert rb'"text": "\u00e9/\ud83d\udc51"' in raw


def test_the_spaced_form_survives_being_read_and_written_again_but_the_compact_one_does_not() -> None:
    spaced, packed = written(COMMENT, form="spaced"), written(MESSAGE, form="compact")

    assert json.dumps(json.loads(spaced)).encode() == spaced
    assert json.dumps(json.loads(packed)).encode() != packed


@pytest.mark.parametrize("news", [MESSAGE, COMMENT], ids=["message", "comment"])
def test_the_spaced_form_shuffles_keys_and_keeps_the_content(news: News) -> None:
    many = {written(news, form="spaced", seed=seed) for seed in range(40)}

    contents = [json.loads(raw)["entry"][0][news.part][0] for raw in many]
    assert len(many) > 3
    assert all(content == news.item for content in contents)


def test_the_array_wrapper_puts_the_envelope_into_a_list() -> None:
    [envelope] = json.loads(written(MESSAGE, form="spaced", shape="array"))

    assert envelope["entry"][0]["messaging"] == [ITEM]


@pytest.mark.parametrize(
    ("news", "value"), [(MESSAGE, ITEM), (COMMENT, COMMENT.item["value"])], ids=["message", "comment"]
)
def test_field_and_value_can_stand_on_the_entry_itself(news: News, value: dict[str, Any]) -> None:
    [entry] = json.loads(written(news, form="compact", shape="entry_field"))["entry"]

    assert (entry["field"], entry["value"]) == (news.field, value)


def test_signatures_match_published_vectors() -> None:
    assert signatures(b"what do ya want for nothing?", "Jefe") == {
        "X-Hub-Signature": "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "X-Hub-Signature-256": "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    }


@pytest.mark.parametrize(("sign_with", "secret"), [("app", "one"), ("meta", "two"), ("wrong", None)])
def test_the_switch_chooses_the_signing_secret(sign_with: str, secret: str | None) -> None:
    switches = Switches(app_id="1", app_secret="one", meta_secret="two", sign_with=sign_with)

    signature = headers(b"body", switches)["X-Hub-Signature-256"]

    right = {
        name: f"sha256={hmac.new(name.encode(), b'body', hashlib.sha256).hexdigest()}"
        for name in ("one", "two")
    }
    assert [name for name in right if right[name] == signature] == ([secret] if secret else [])


def test_a_webhook_can_go_unsigned() -> None:
    assert headers(b"body", Switches(app_id="1", app_secret="one", sign_with="none")) == {
        "Content-Type": "application/json",
        "User-Agent": "facebookexternalua",
    }


def test_answers_are_compact_as_well() -> None:
    assert compact({"url": "https://é"}) == rb'{"url":"https:\/\/\u00e9"}'


def test_a_signed_request_is_signed_over_its_encoded_payload() -> None:
    signature, payload = signed_request({"user_id": "1"}, "secret").split(".")

    expected = hmac.new(b"secret", payload.encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "=") == expected
    assert base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)) == b'{"user_id":"1"}'
