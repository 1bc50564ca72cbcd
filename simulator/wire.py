"""The exact bytes of webhooks and answers, and their signatures.

Meta sends two serialisations. Compact (PHP's json_encode): no spaces, escaped slashes. Spaced
(Python's json.dumps): `entry` before `object`, keys inside in any order. Both escape all but ASCII.
"""

import base64
import hashlib
import hmac
import json
import random
from typing import Any

Json = dict[str, Any]


def compact(value: object) -> bytes:
    r"""Serialisation A: `{"url":"https:\/\/x"}`."""
    # A slash can only stand inside a string, so a plain replacement is safe.
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode()


def spaced(envelope: Json, chance: random.Random) -> bytes:
    """Serialisation B: `{"entry": [{"id": "1", ...}], "object": "instagram"}`."""
    entries = [_spaced_entry(entry, chance) for entry in envelope["entry"]]
    return json.dumps({"entry": entries, "object": envelope["object"]}).encode()


def _spaced_entry(entry: Json, chance: random.Random) -> Json:
    rest = {name: value for name, value in entry.items() if name not in {"id", "time"}}
    for name in ("messaging", "standby"):
        if name in rest:
            rest[name] = [_shuffled(item, chance) for item in rest[name]]
    if "changes" in rest:
        rest["changes"] = [
            {"value": _shuffled(item["value"], chance), "field": item["field"]} for item in rest["changes"]
        ]
    return {"id": entry["id"], "time": entry["time"]} | rest


def _shuffled(item: Json, chance: random.Random) -> Json:
    names = list(item)
    chance.shuffle(names)
    return {name: item[name] for name in names}


def signatures(raw: bytes, secret: str) -> dict[str, str]:
    """Both signature headers over the exact bytes."""
    key = secret.encode()
    return {
        "X-Hub-Signature": f"sha1={hmac.new(key, raw, hashlib.sha1).hexdigest()}",
        "X-Hub-Signature-256": f"sha256={hmac.new(key, raw, hashlib.sha256).hexdigest()}",
    }


def signed_request(payload: Json, secret: str) -> str:
    """The `signed_request` of the deauthorize and data-deletion callbacks."""
    encoded = _base64url(json.dumps(payload, separators=(",", ":")).encode())
    signature = hmac.new(secret.encode(), encoded.encode(), hashlib.sha256).digest()
    return f"{_base64url(signature)}.{encoded}"


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def plain(value: object) -> bytes:
    """Readable JSON for people and tests."""
    return json.dumps(value).encode()
