"""The doctor on what is deployed: the stack, its tables, queues and key, and who hears its alarms."""

from typing import Any

from chalicelib.settings import Settings
from infra.deploy import GIVEN_UP
from infra.doctor.case import Case
from infra.doctor.finding import Finding, Findings, note, ok, warn, wrong
from infra.queues import RECEIVES
from infra.tables import rows_by_kind

Table = dict[str, Any]
TOPICS = ("pages", "tickets")  # as infra/alarms.py names them
WELL = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"})


def stack(case: Case) -> Findings:
    """Whether it is there, whole, and as the parameters say."""
    about = "stack"
    if case.stack is None or case.stack.status == "REVIEW_IN_PROGRESS":
        yield note(
            about, f"autodm-hub-{case.stage} is not deployed yet, which is fine before the first time."
        )
        yield from _leftovers(case)
        return
    yield _status(case.stage, case.stack.status)
    if not case.stack.running:
        return
    changed = case.undeployed()
    if changed:
        names = ", ".join(changed)
        yield warn(
            about,
            f"{names} changed since it was deployed, which counts after `make deploy STAGE={case.stage}`.",
        )
    else:
        yield ok(about, "it has the settings and the versions of the secrets that are kept now.")


def tables(case: Case) -> Findings:
    """There, active, safe from deletion, and recoverable."""
    dynamodb = case.cloud.client("dynamodb")
    found = {name: _described(dynamodb, name) for name in (_name(case, kind) for kind in rows_by_kind())}
    there = {name: table for name, table in found.items() if table}
    bad = [
        *_missing("tables", [name for name in found if name not in there]),
        *(f for name, table in there.items() for f in _unusable(name, table)),
        *_unprotected([name for name, table in there.items() if not table.get("DeletionProtectionEnabled")]),
        *_unrecoverable([name for name in there if not _recoverable(dynamodb, name)]),
    ]
    yield from bad
    if not bad:
        yield ok(
            "tables", f"{len(found)} are there, safe from deletion, and can be had back as of any second."
        )


def queues(case: Case) -> Findings:
    """There, each with its dead-letter queue."""
    sqs = case.cloud.client("sqs")
    names = [_name(case, f"{kind}{end}") for kind in RECEIVES for end in ("", "-dead")]
    bad = _missing("queues", [name for name in names if not _is_queue(sqs, name)])
    yield from bad or [ok("queues", f"{len(names)} are there.")]


def key(case: Case) -> Findings:
    """The key that seals access tokens can be used."""
    alias = f"alias/autodm-hub-{case.stage}-tokens"
    state = case.cloud.client("kms").describe_key(KeyId=alias)["KeyMetadata"]["KeyState"]
    if state == "Enabled":
        yield ok("key", f"{alias} is enabled.")
        return
    yield wrong(
        "key",
        f"{alias} is in the state {state}: no account's token can be opened. If it is to be deleted, first "
        "`aws kms cancel-key-deletion`, then:",
        f"aws kms enable-key --region {case.region} --key-id <the key's id>",
    )


def alarms(case: Case) -> Findings:
    """Somebody hears them."""
    sns = case.cloud.client("sns")
    for topic in TOPICS:
        arn = f"arn:{case.partition}:sns:{case.region}:{case.account}:{_name(case, topic)}"
        heard = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        waiting = [one for one in heard if one["SubscriptionArn"] == "PendingConfirmation"]
        if len(heard) > len(waiting):
            yield ok("alarms", f"{_name(case, topic)} is heard by {len(heard) - len(waiting)}.")
        elif waiting:
            yield warn(
                "alarms", f"{_name(case, topic)} waits for somebody to press the link in AWS's e-mail."
            )
        else:
            yield warn(
                "alarms",
                f"nobody hears {_name(case, topic)}: set ALARM_EMAIL and deploy, or subscribe to it.",
            )


def _status(stage: str, status: str) -> Finding:
    name = f"autodm-hub-{stage}"
    if status in WELL:
        return ok("stack", f"{name} is {status}.")
    if status.endswith("IN_PROGRESS"):
        return warn("stack", f"{name} is being changed right now ({status}): look again when that is done.")
    if status in GIVEN_UP:
        return wrong(
            "stack",
            f"{name} is {status} and can only be removed: docs/operations.md, "
            '"When the first deployment fails".',
        )
    if status == "UPDATE_ROLLBACK_FAILED":
        again = f"aws cloudformation continue-update-rollback --stack-name {name}"
        return wrong("stack", f"{name} is {status}: it stuck on its way back. Let it go on:", again)
    why = f"aws cloudformation describe-stack-events --stack-name {name}"
    return warn("stack", f"{name} is {status}: the last deployment was taken back. Why:", why)


def _leftovers(case: Case) -> Findings:
    """CloudFormation makes no table where there is one."""
    pages = case.cloud.client("dynamodb").get_paginator("list_tables").paginate()
    start = _name(case, "")
    found = [name for page in pages for name in page["TableNames"] if name.startswith(start)]
    if found:
        yield wrong(
            "stack",
            f"{len(found)} tables of an earlier one are still there ({found[0]} ...), and CloudFormation "
            'cannot make them again: docs/operations.md, "When the first deployment fails".',
        )


def _missing(about: str, names: list[str]) -> list[Finding]:
    return [wrong(about, f"missing, though the stack should have them: {', '.join(names)}.")] if names else []


def _is_queue(sqs: Any, name: str) -> bool:  # noqa: ANN401 - botocore makes its clients' types at run time
    from botocore.exceptions import ClientError

    try:
        sqs.get_queue_url(QueueName=name)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if "NonExistentQueue" in code or "QueueDoesNotExist" in code:  # the older and the newer protocol
            return False
        raise
    return True


def _described(dynamodb: Any, name: str) -> Table | None:  # noqa: ANN401 - as above
    from botocore.exceptions import ClientError

    try:
        return dict(dynamodb.describe_table(TableName=name)["Table"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise


def _unusable(name: str, table: Table) -> Findings:
    if table["TableStatus"] not in {"ACTIVE", "UPDATING"}:
        yield wrong("tables", f"{name} is {table['TableStatus']}.")


def _unprotected(names: list[str]) -> Findings:
    if names:
        call = "aws dynamodb update-table --table-name $T --deletion-protection-enabled"
        yield warn("tables", f"{len(names)} can be deleted by one call:", _for_each(names, call))


def _unrecoverable(names: list[str]) -> Findings:
    if names:
        on = "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
        call = f"aws dynamodb update-continuous-backups --table-name $T {on}"
        yield warn("tables", f"{len(names)} could not be had back after a loss:", _for_each(names, call))


def _for_each(names: list[str], call: str) -> str:
    return f"for T in {' '.join(names)}; do {call}; done"


def _recoverable(dynamodb: Any, name: str) -> bool:  # noqa: ANN401 - as above
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    return bool(recovery.get("PointInTimeRecoveryStatus") == "ENABLED")


def _name(case: Case, kind: str) -> str:
    return Settings(stage=case.stage).name(kind)
