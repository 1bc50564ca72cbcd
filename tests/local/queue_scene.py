"""A queue in a scene of its own, to feed a function from."""

from collections.abc import Callable
from typing import Any

from local.provision import client
from local.queue_source import Queue, QueueSource, Rules

Handler = Callable[["Scene", list[dict[str, Any]]], object]


class Scene:
    """A queue with a dead-letter queue, a function that notes what it gets, and a clock to push."""

    def __init__(
        self,
        handler: Handler = lambda _scene, _records: None,
        *,
        batch: int = 10,
        instances: int = 1,
        window: float = 0.0,
    ) -> None:
        self.sqs = client("sqs")
        self.dead = self.sqs.create_queue(QueueName="dead")["QueueUrl"]
        arn = Queue.find(self.sqs, "dead").arn
        redrive = f'{{"deadLetterTargetArn": "{arn}", "maxReceiveCount": 3}}'
        attributes = {"VisibilityTimeout": "40", "RedrivePolicy": redrive}
        self.url = self.sqs.create_queue(QueueName="work", Attributes=attributes)["QueueUrl"]
        self.now = 0.0
        self.handler = handler
        self.batches: list[list[dict[str, Any]]] = []
        self.source = QueueSource(
            self.sqs,
            Queue.find(self.sqs, "work"),
            self.call,
            rules=Rules(batch=batch, window=window, instances=instances),
            now=lambda: self.now,
        )

    def call(self, event: dict[str, Any]) -> object:
        self.batches.append(event["Records"])
        return self.handler(self, event["Records"])

    def send(self, *bodies: str, group: str | None = None) -> None:
        more = {"MessageGroupId": group} if group else {}
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.url, MessageBody=body, **more)

    def again_at_once(self, record: dict[str, Any]) -> None:
        self.sqs.change_message_visibility(
            QueueUrl=self.url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=0
        )

    def round(self) -> bool:
        self.source.fetch(0)
        return self.source.work()

    def bodies(self) -> list[list[str]]:
        return [[record["body"] for record in batch] for batch in self.batches]

    def left(self, url: str | None = None) -> tuple[int, int]:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=url or self.url, AttributeNames=names)["Attributes"]
        return int(found[names[0]]), int(found[names[1]])
