"""What goes into SQS, and whose it is there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from moto import mock_aws

from chalicelib.domain.event import Other
from chalicelib.domain.hint import Hint
from chalicelib.domain.parcel import Parcel, unpack
from chalicelib.domain.spill import Spill
from chalicelib.queues import Hints, News
from local.provision import client
from local.untyped import Client

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"  # what AWS's page on MessageGroupId lists
BUSY, QUIET = "17840000000000001", "17840000000000002"


class Place:
    """A queue of SQS's."""

    def __init__(self, sqs: Client) -> None:
        self.sqs = sqs
        self.url = sqs.create_queue(QueueName="queue")["QueueUrl"]
        self.news = News(sqs, self.url)

    def groups(self) -> dict[str, str | None]:
        """The bodies of what waits, with their groups."""
        found = self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        )
        return {m["Body"]: m["Attributes"].get("MessageGroupId") for m in found.get("Messages", [])}


@pytest.fixture
def place() -> Iterator[Place]:
    with mock_aws():
        yield Place(client("sqs"))


def test_a_hint_is_its_accounts(place: Place) -> None:
    hint = Hint(creator="ana", dm="dm-1", gen=1, account=BUSY)

    Hints(place.sqs, place.url).send(hint, delay=timedelta())

    assert place.groups() == {hint.to_text(): BUSY}


@pytest.mark.parametrize(
    ("account", "group"),
    [
        (BUSY, BUSY),
        (None, None),
        ("1" * 128, "1" * 128),
        (PUNCTUATION, PUNCTUATION),
        ("1" * 129, None),
        ("17 84", None),
        ("17\n", None),
        ("\N{DIGIT ONE}\N{SUPERSCRIPT TWO}", None),
    ],
    ids=[
        "its account's",
        "several accounts'",
        "longest",
        "any sign",
        "too long",
        "a space",
        "a line break",
        "not ASCII",
    ],
)
def test_a_webhook_is_kept_as_its_accounts_or_as_nobodys(
    place: Place, account: str | None, group: str | None
) -> None:
    place.news.tell(Parcel("body", account))

    assert place.groups() == {"body": group}


def test_events_are_kept_as_their_accounts_and_a_settlement_as_nobodys(place: Place) -> None:
    place.news.put([Other(account=QUIET, kind="edit")])
    place.news.spill(Spill(creator="ana", dm="dm-1", attempt="a", mid="m", at=1))

    kinds = {type(unpack(body)): group for body, group in place.groups().items()}
    assert kinds == {list: QUIET, Spill: None}
