"""What our start of the AWS emulator changes: how often it looks at messages that it knows."""

import json
import subprocess

from local import parts
from local.emulator import LAST, SELDOM, Message, Queue, once, seldom


class Emulator:
    """Ministack's part: it completes messages, and drops those that are too old."""

    def __init__(self) -> None:
        self.completed: list[str] = []
        self.looked_through: list[str] = []

    def complete(self, message: Message) -> None:
        self.completed.append(message["id"])
        message.setdefault(LAST, None)

    def expire(self, queue: Queue) -> None:
        self.looked_through.append(queue["name"])


def test_a_message_is_completed_once_however_often_its_queue_is_walked() -> None:
    emulator = Emulator()
    complete = once(emulator.complete)
    queue: list[Message] = [{"id": "sent", LAST: None}, {"id": "bare"}]

    for _ in range(3):
        for message in queue:
            complete(message)

    assert emulator.completed == ["bare"]


def test_the_ages_of_each_queue_are_looked_at_every_few_seconds() -> None:
    emulator = Emulator()
    now = [1_000.0]
    expire = seldom(emulator.expire, lambda: now[0])
    hints, events = {"name": "hints"}, {"name": "events"}

    for queue in (hints, hints, events):
        expire(queue)
    now[0] += SELDOM
    expire(hints)

    assert emulator.looked_through == ["hints", "events", "hints"]


ASKED = """
import json, runpy
from ministack.services import sqs
message, known = {"body": "Hi"}, {"seq": None}
runpy.run_path("local/emulator.py")["lighten"](sqs)
for each in (message, known):
    sqs._ensure_msg_fields(each)
sqs._expire_retained({"attributes": {}, "messages": []})
print(json.dumps([list(message), list(known)]))
"""


def test_the_installed_emulator_is_what_we_take_it_for() -> None:
    python = parts.aws_command()[0]

    told = subprocess.run([python, "-P", "-c", ASKED], cwd=parts.ROOT, capture_output=True, check=True)  # noqa: S603 - our own

    completed, known = json.loads(told.stdout)
    assert completed[-1] == LAST
    assert known == [LAST]
