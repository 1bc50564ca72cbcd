"""What the security scan finds and we leave as it is, each with its reason.

A finding that is not listed here fails the build, and so does an entry that nothing fits any more.
"""

from collections.abc import Mapping

Finding = tuple[str, str]  # the check's id, and the type of resource

TABLE, QUEUE, TOPIC = "AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SNS::Topic"
FUNCTION, STAGE, LOGS = "AWS::Lambda::Function", "AWS::ApiGateway::Stage", "AWS::Logs::LogGroup"

ACCEPTED: Mapping[Finding, str] = {
    ("CKV_AWS_26", TOPIC): "CloudWatch may not use AWS's own key for SNS, and alarms name nobody.",
    ("CKV_AWS_27", QUEUE): "The queues are encrypted by SQS's own key, which the check does not know.",
    (
        "CKV_AWS_115",
        FUNCTION,
    ): "Workers are held back where queues feed them; a reservation takes from others.",
    ("CKV_AWS_116", FUNCTION): "Timers alone are called asynchronously, and the next one does what is left.",
    (
        "CKV_AWS_117",
        FUNCTION,
    ): "Nothing that is called lies in a private network, so being in one helps nobody.",
    ("CKV_AWS_119", TABLE): "AWS's own key encrypts the tables, and tokens are sealed by ours before.",
    ("CKV_AWS_120", STAGE): "Answers belong to who asked; a shared cache could give them to others.",
    ("CKV_AWS_158", LOGS): "CloudWatch encrypts logs by itself, and they carry no texts, tokens or names.",
    ("CKV_AWS_173", FUNCTION): "No variable is secret, and Lambda encrypts them with AWS's own key.",
}
