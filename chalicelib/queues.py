"""The only sender to SQS."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING, Any

from chalicelib.domain.depth import Depth
from chalicelib.domain.event import Event
from chalicelib.domain.hint import Hint
from chalicelib.domain.parcel import Parcel, pack, settlement
from chalicelib.domain.spill import Spill
from chalicelib.domain.visit import Visit
from chalicelib.telemetry import log, request

if TYPE_CHECKING:
    from botocore.client import BaseClient

LONGEST_DELAY = 900  # seconds, SQS's limit
WORTH_NOTHING = timedelta(seconds=LONGEST_DELAY)
REQUEST = "request"  # the message attribute
BATCH = 10  # entries in one call, SQS's limit
GROUP = re.compile(r"[!-~]{1,128}")  # what SQS takes as a MessageGroupId


class Hints:
    """A queue of hints. Each account is a group, so that in SQS a quiet one's pass a crowd of another's."""

    def __init__(self, sqs: "BaseClient", url: str) -> None:
        self.sqs = sqs
        self.url = url

    def send(self, hint: Hint, *, delay: timedelta = timedelta()) -> None:
        """Asks a worker to look after *delay*; where SQS cannot or fails, the sweeper asks."""
        if delay > WORTH_NOTHING:
            return
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self.sqs.send_message(
                QueueUrl=self.url,
                MessageBody=hint.to_text(),
                DelaySeconds=max(0, ceil(delay.total_seconds())),
                MessageGroupId=hint.account,
                MessageAttributes=_attributes(),
            )
        except (BotoCoreError, ClientError) as error:
            log.warning("hint.lost", extra={"dm": hint.dm, "error": _name(error)})


def _name(error: Exception) -> str:
    """What AWS calls it, or botocore; AWS's own words may name what is queued."""
    told = getattr(error, "response", {}).get("Error", {})
    return str(told.get("Code") or type(error).__name__)


def _attributes() -> dict[str, dict[str, str]]:
    """What lets the receiver's log lines name the request that all began with."""
    known = request()
    return {REQUEST: {"DataType": "String", "StringValue": known}} if known else {}


class Visits:
    """The queue of accounts that somebody should look after."""

    def __init__(self, sqs: "BaseClient", url: str) -> None:
        self.sqs = sqs
        self.url = url

    def ask(self, visits: Iterable[Visit]) -> int:
        """Asks a worker to look at each account, ten in one call; how many SQS took.

        What it does not take is found again by its due date.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        coming, taken = iter(visits), 0
        while batch := list(islice(coming, BATCH)):
            entries = [{"Id": str(n), "MessageBody": visit.to_text()} for n, visit in enumerate(batch)]
            try:
                answer = self.sqs.send_message_batch(QueueUrl=self.url, Entries=entries)
            except (BotoCoreError, ClientError) as error:
                log.warning("visits.lost", extra={"error": _name(error)})
                break
            taken += len(answer.get("Successful", []))
        return taken

    def waiting(self) -> int:
        """How many accounts wait for a worker, about."""
        name = "ApproximateNumberOfMessages"
        answer = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=[name])
        return int(answer["Attributes"][name])


class NotKept(Exception):
    """SQS did not take every message."""


class News:
    """The queue of what Instagram told us, with groups as hints have them."""

    def __init__(self, sqs: "BaseClient", url: str) -> None:
        self.sqs = sqs
        self.url = url

    def tell(self, webhook: Parcel) -> None:
        """Keeps a webhook as it came; raises NotKept."""
        self._send([webhook])

    def put(self, events: Sequence[Event]) -> None:
        """Keeps the events, a thousand of them in one call; raises NotKept."""
        self._send(pack(events))

    def spill(self, spill: Spill) -> None:
        """Keeps a settlement that the tables did not take; raises NotKept."""
        self._send([settlement(spill)])

    def _send(self, parcels: Sequence[Parcel]) -> None:
        for start in range(0, len(parcels), BATCH):
            entries = [_entry(n, parcel) for n, parcel in enumerate(parcels[start : start + BATCH])]
            answer = self.sqs.send_message_batch(QueueUrl=self.url, Entries=entries)
            if answer.get("Failed"):
                raise NotKept(answer["Failed"][0].get("Code", "unknown"))


def _entry(number: int, parcel: Parcel) -> dict[str, Any]:
    """The parcel in a batch. SQS counts a message without a group as a group of its own."""
    entry = {"Id": str(number), "MessageBody": parcel.body, "MessageAttributes": _attributes()}
    if parcel.account and GROUP.fullmatch(parcel.account):
        entry["MessageGroupId"] = parcel.account
    return entry


class Depths:
    """How deep the queues are, as SQS estimates it."""

    def __init__(self, sqs: "BaseClient", urls: Mapping[str, str]) -> None:
        self.sqs = sqs
        self.urls = urls

    def read(self) -> Sequence[Depth]:
        """The depth of each queue and of its dead letters."""
        return [self._depth(name, url) for name, url in self.urls.items()]

    def _depth(self, name: str, url: str) -> Depth:
        own, dead = self._attributes(url), self._attributes(f"{url}-dead")
        waiting = int(own["ApproximateNumberOfMessages"]) + int(own["ApproximateNumberOfMessagesDelayed"])
        in_flight = int(own["ApproximateNumberOfMessagesNotVisible"])
        return Depth(
            queue=name,
            waiting=waiting,
            in_flight=in_flight,
            dead=int(dead["ApproximateNumberOfMessages"]),
        )

    def _attributes(self, url: str) -> dict[str, str]:
        answer = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        attributes: dict[str, str] = answer["Attributes"]
        return attributes
