"""SQS's part of the measurements in one process: events as Lambda hands them over, and an idle client."""

from collections.abc import Iterable
from typing import Any

from chalicelib.domain.hint import Hint

QUEUE = "https://sqs.invalid/hints"


class Unused:
    """An SQS whose visibility nobody changes on the happy path."""

    def change_message_visibility(
        self,
        *,
        QueueUrl: str,  # noqa: N803 - SQS's names
        ReceiptHandle: str,  # noqa: N803
        VisibilityTimeout: int,  # noqa: N803
    ) -> object:
        """Fails: a pause means that the measurement went wrong."""
        raise RuntimeError(f"{QueueUrl} {ReceiptHandle} pauses for {VisibilityTimeout} s")


def event(hints: Iterable[Hint]) -> dict[str, Any]:
    """One batch of *hints*."""
    return {"Records": [_record(n, hint) for n, hint in enumerate(hints)]}


def _record(n: int, hint: Hint) -> dict[str, Any]:
    return {"messageId": f"message-{n}", "receiptHandle": f"handle-{n}", "body": hint.to_text()}
