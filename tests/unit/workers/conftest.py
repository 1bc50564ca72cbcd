"""What Lambda hands to the workers, and what they write to the log."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.telemetry import SERVICE

Event = Mapping[str, Any]


def batch(*bodies: str) -> Event:
    """A batch from SQS; its messages are called m0, m1 and so on."""
    records = [
        {"messageId": f"m{n}", "receiptHandle": f"r{n}", "body": body, "messageAttributes": {}}
        for n, body in enumerate(bodies)
    ]
    return {"Records": records}


def failures(*ids: str) -> dict[str, list[dict[str, str]]]:
    """The answer that makes SQS bring these messages again."""
    return {"batchItemFailures": [{"itemIdentifier": id} for id in ids]}


class Lines(logging.Handler):
    """Log records, kept as they came."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps *record*."""
        self.records.append(record)

    def said(self, message: str) -> list[dict[str, Any]]:
        """The fields of every line with this *message*."""
        return [vars(record) for record in self.records if record.getMessage() == message]

    def all(self) -> str:
        """Everything that any line carries."""
        return "\n".join(str(vars(record)) for record in self.records)


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    logger = logging.getLogger(SERVICE)
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)
