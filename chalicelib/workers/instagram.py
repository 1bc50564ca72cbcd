"""Work on the Instagram queue."""

from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import Any, Protocol

from chalicelib.actions.send_dm import SendDm
from chalicelib.domain.hint import Hint
from chalicelib.workers.batch import Failures, Record, SideBySide, in_threads, run


class Pauser(Protocol):
    """SQS, as far as this worker needs it."""

    def change_message_visibility(
        self,
        *,
        QueueUrl: str,  # noqa: N803 - SQS's names
        ReceiptHandle: str,  # noqa: N803
        VisibilityTimeout: int,  # noqa: N803
    ) -> object:
        """Hides a message for so many seconds from now on."""


def handle(
    event: Mapping[str, Any], *, send_dm: SendDm, sqs: Pauser, url: str, each: SideBySide = in_threads
) -> Failures:
    """Sends what the hints point at. A failure that deserves another try comes back after its pause."""

    def work(record: Record) -> bool:
        pause = send_dm(Hint.from_text(record["body"]))
        if pause is None:
            return True
        sqs.change_message_visibility(
            QueueUrl=url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=_seconds(pause)
        )
        return False

    return run(event, work, each)


def _seconds(pause: timedelta) -> int:
    return ceil(pause.total_seconds())
