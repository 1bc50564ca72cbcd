"""One webhook call over HTTP: what it says, how it is signed, what the receiver answered."""

import random
from contextlib import closing
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from simulator import wire
from simulator.delivery import Parcel
from simulator.line import Answer, Line
from simulator.payloads import News
from simulator.switches import Switches
from simulator.wire import Json
from simulator.world import World


def envelope(news: tuple[News, ...], *, stamp: int, shape: str) -> Json | list[Json]:
    """The envelope around *news*; *stamp* (ms) is each entry's time, in seconds for changes."""
    whole: Json = {"object": "instagram", "entry": [_entry(one, stamp, shape) for one in news]}
    return [whole] if shape == "array" else whole


def _entry(news: News, stamp: int, shape: str) -> Json:
    at = stamp if news.part == "messaging" else stamp // 1000
    head: Json = {"time": at, "id": news.account}
    if shape != "entry_field":
        return head | {news.part: [news.item]}
    value = news.item["value"] if news.part == "changes" else news.item
    return head | {"field": news.field, "value": value}


def encode(parcel: Parcel, *, shape: str, chance: random.Random) -> bytes:
    """The parcel's exact bytes."""
    whole = envelope(parcel.news, stamp=parcel.stamp, shape=shape)
    if parcel.form == "spaced" and isinstance(whole, dict):
        return wire.spaced(whole, chance)
    return wire.compact(whole)


def headers(raw: bytes, switches: Switches) -> dict[str, str]:
    """The headers of a webhook, signed as the switches say."""
    plain = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
    secrets = {"app": switches.app_secret, "meta": switches.meta_secret, "wrong": "not-the-secret"}
    if switches.sign_with not in secrets:
        return plain
    return plain | wire.signatures(raw, secrets[switches.sign_with])


@dataclass(frozen=True, slots=True)
class Courier:
    """Makes the calls that leave this world."""

    world: World
    chance: random.Random

    def carry(self, parcel: Parcel, line: Line) -> tuple[bool, Parcel]:
        """Tries once; only a 200 counts. The parcel comes back with the time that it bore."""
        switches = self.world.switches
        # Seconds must differ too: a redelivered comment bears another entry time.
        stamp = max(self.world.clock.now_ms(), parcel.stamp + 1000 if parcel.stamp else 0)
        parcel = replace(parcel, stamp=stamp)
        raw = encode(parcel, shape=switches.envelope, chance=self.chance)
        answer = line.call("POST", switches.webhook_url, raw=raw, headers=headers(raw, switches))
        return answer is not None and answer.status == 200, parcel

    def handshake(self, challenge: str) -> Answer | None:
        """Meta's verification GET with the app's verify token."""
        switches = self.world.switches
        asked = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": switches.verify_token,
        }
        with closing(Line()) as line:
            return line.call("GET", f"{switches.webhook_url}?{urlencode(asked)}")
