"""What does taking in a webhook cost beyond what cannot be avoided?"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.session import get_session

from bench.figures import Figures, judged
from bench.rounds import medians, taken
from chalicelib.actions.take_webhook import TakeWebhook
from chalicelib.graph.news import outline, read
from chalicelib.graph.signature import verify
from chalicelib.queues import News
from local.account import CREDENTIALS, REGION

SECRET = "not-a-secret"  # noqa: S105 - made up
URL = "https://sqs.us-east-1.amazonaws.com/000000000000/events"
SIZES = {1: 200, 10: 200, 1_000: 10}  # updates in a body: repetitions in a round
ROUNDS = 15
NOW = 1_790_000_000_000


class Canned:
    """The answer of an SQS that took everything, at once and without a network."""

    headers: Mapping[str, str] = MappingProxyType({})

    def stream(self, **_options: object) -> list[bytes]:
        """The body."""
        return [b'{"Successful":[]}']


def measure() -> Figures:
    """Ratios to HMAC, json.loads and the same SQS call."""
    rows = [_row(updates, times) for updates, times in SIZES.items()]
    return Figures(
        header=("updates in the body", "bytes", "floor, ms", "handler, ms", "ratio"),
        rows=rows,
        notes=[
            f"Processor time, medians of {ROUNDS} rounds that take turns. The floor is one HMAC, one "
            "`json.loads` and the same call of SQS (signed and serialised by botocore, answered "
            "without a network).",
        ],
    )


def _row(updates: int, times: int) -> tuple[str, ...]:
    raw = _body(updates)
    header = f"sha256={hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()}"
    sqs = _client()
    floor = partial(_floor, raw, header, sqs, [raw.decode()])
    take = TakeWebhook(
        verify=lambda body, given: verify(body, given, (SECRET,)),
        outline=outline,
        read=lambda body: read(body, received=NOW),
        news=News(sqs, URL),
        clock=lambda: NOW,
    )
    if take(raw, header) != updates:
        raise RuntimeError("not every update was kept")
    seen = medians(
        {"floor": _repeated(floor, times), "handler": _repeated(partial(take, raw, header), times)}, ROUNDS
    )
    ratio = seen["handler"] / seen["floor"]
    return (
        f"{updates:,}",
        f"{len(raw):,}",
        f"{1e3 * seen['floor']:.2f}",
        f"{1e3 * seen['handler']:.2f}",
        judged(ratio, 1.5),
    )


def _floor(raw: bytes, header: str, sqs: Any, bodies: Sequence[str]) -> None:  # noqa: ANN401 - botocore's client
    signed = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"sha256={signed}", header):
        raise RuntimeError("the signature does not fit")
    json.loads(raw)
    sqs.send_message_batch(
        QueueUrl=URL, Entries=[{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
    )


def _repeated(act: Callable[[], object], times: int) -> Callable[[], float]:
    return lambda: taken(lambda: [act() for _ in range(times)], time.process_time) / times


def _client() -> Any:  # noqa: ANN401 - as above
    sqs = get_session().create_client(
        "sqs", region_name=REGION, config=Config(parameter_validation=False), **CREDENTIALS
    )
    sqs.meta.events.register(
        "before-send.sqs", lambda request, **_: AWSResponse(request.url, 200, {}, Canned())
    )
    return sqs


def _body(updates: int) -> bytes:
    """Messages as Instagram tells of them, all in one body."""
    entries = [_entry(n) for n in range(updates)]
    return json.dumps({"object": "instagram", "entry": entries}, separators=(",", ":")).encode()


def _entry(n: int) -> dict[str, object]:
    message = {"mid": f"aWdfZAG1faXRlbToxOk{n:060d}", "text": f"Hello, may I have the guide? {n}"}
    item = {
        "sender": {"id": f"{9 * 10**14 + n}"},
        "recipient": {"id": "17841400000000001"},
        "timestamp": NOW,
        "message": message,
    }
    return {"time": NOW, "id": "17841400000000001", "messaging": [item]}
