"""Events in the shapes of Lambda."""

import json
from datetime import UTC, datetime

from local.records import schedule_event, sqs_event, stream_event

MESSAGE = {
    "MessageId": "m-1",
    "ReceiptHandle": "h-1",
    "Body": '{"dm": "1"}',
    "MD5OfBody": "abc",
    "Attributes": {"ApproximateReceiveCount": "2", "SentTimestamp": "1", "MessageGroupId": "ana"},
    "MessageAttributes": {
        "kind": {"DataType": "String", "StringValue": "x"},
        "raw": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    },
}
CHANGE = {
    "eventID": "e-1",
    "eventName": "MODIFY",
    "eventVersion": "1.1",
    "eventSource": "aws:dynamodb",
    "awsRegion": "us-east-1",
    "dynamodb": {
        "ApproximateCreationDateTime": datetime(2026, 11, 22, tzinfo=UTC),
        "Keys": {"id": {"S": "1"}},
        "NewImage": {"b": {"B": b"\x00"}, "m": {"M": {"s": {"BS": [b"\xff"]}}}},
        "SequenceNumber": "7",
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    },
}


def test_a_queues_record_is_in_camel_case_with_its_attributes() -> None:
    (record,) = sqs_event([MESSAGE], "arn:q")["Records"]

    assert record == {
        "messageId": "m-1",
        "receiptHandle": "h-1",
        "body": '{"dm": "1"}',
        "attributes": MESSAGE["Attributes"],
        "messageAttributes": {
            "kind": {
                "dataType": "String",
                "stringValue": "x",
                "stringListValues": [],
                "binaryListValues": [],
            },
            "raw": {
                "dataType": "Binary",
                "binaryValue": "AP8=",
                "stringListValues": [],
                "binaryListValues": [],
            },
        },
        "md5OfBody": "abc",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:q",
        "awsRegion": "us-east-1",
    }


def test_a_streams_record_survives_json() -> None:
    event = stream_event([CHANGE], "arn:s")

    (record,) = json.loads(json.dumps(event))["Records"]

    assert record["dynamodb"]["NewImage"] == {"b": {"B": "AA=="}, "m": {"M": {"s": {"BS": ["/w=="]}}}}
    assert record["dynamodb"]["ApproximateCreationDateTime"] == 1_795_305_600.0
    assert (record["eventName"], record["eventSourceARN"]) == ("MODIFY", "arn:s")


def test_a_timers_event_says_when_in_utc() -> None:
    event = schedule_event("sweep", 1_800_000_000.9)

    assert (event["time"], event["detail-type"]) == ("2027-01-15T08:00:00Z", "Scheduled Event")
    assert event["resources"][0].endswith("rule/sweep")
