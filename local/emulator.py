"""The AWS emulator's process: ministack, whose long queues hold nobody up.

It runs in a virtual environment of its own, where nothing of ours can be imported.

At every request to receive, and ten times a second while one waits, ministack walks over all messages of the
queue and completes each one's fields, and looks whether any is older than the queue keeps messages. With
5,000 waiting that held up every other request by milliseconds, as no SQS does. It still walks, but a message
is completed once, and the ages are looked at every few seconds.
"""

import time
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
Queue = dict[str, Any]

LAST = "seq"  # the field that ministack completes last
SELDOM = 10.0  # seconds; no queue of SQS keeps messages for less than 60


def once(complete: Callable[[Message], None]) -> Callable[[Message], None]:
    """*complete* for messages that are not complete yet."""

    def complete_new(message: Message) -> None:
        if LAST not in message:
            complete(message)

    return complete_new


def seldom(
    expire: Callable[[Queue], None], now: Callable[[], float] = time.monotonic
) -> Callable[[Queue], None]:
    """*expire* for queues that were not looked through in the last seconds."""
    looked: dict[int, float] = {}

    def expire_due(queue: Queue) -> None:
        if now() - looked.get(id(queue), float("-inf")) >= SELDOM:
            looked[id(queue)] = now()
            expire(queue)

    return expire_due


def lighten(sqs: Any) -> None:  # noqa: ANN401 - ministack's module, which has no types
    """Has ministack's *sqs* do less on a walk; raises AttributeError where it walks in another way."""
    sqs._ensure_msg_fields = once(sqs._ensure_msg_fields)  # noqa: SLF001 - it offers no other way
    sqs._expire_retained = seldom(sqs._expire_retained)  # noqa: SLF001 - as above


def main() -> None:
    """Serves until it is ended; what ministack's own command does."""
    from ministack import app
    from ministack.services import sqs

    lighten(sqs)
    app.main()


if __name__ == "__main__":
    main()
