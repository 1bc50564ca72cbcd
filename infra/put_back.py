"""`python -m infra.put_back --stage prod --table leads`: what a table has lost, out of its restored copy.

Point-in-time recovery makes a second table, <table>-restored. What is missing in the first is put back from
there; what is there now stays as it is. A message that could still have gone out at that time, or could have
been retried, may have been sent since, and nobody can know any more: it comes back as unconfirmed, for its
creator to decide.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.state import State
from chalicelib.settings import Settings
from infra.deploy import NotDeployed, own_cloud
from infra.doctor.finding import refusal
from infra.parameters import DEPLOYED
from infra.tables import rows_by_kind, table

if TYPE_CHECKING:
    from botocore.client import BaseClient

Item = Mapping[str, Any]  # in DynamoDB's own words
# Nobody misses a login of ten minutes; a gate finds its pace again; counts follow the messages.
LEFT_OUT = frozenset({"logins", "gates", "counters"})
OVER = frozenset({State.SENT, State.CANCELLED, State.COMING_SOON})  # nothing can have become of them since
# What brings a message to a worker, the sweeper, a reconnection or an admin.
UNDER_WAY = ("due_at", "kick_at", "shard", "lease_until", "attempt", "paused", "paced", "cause", "failed_at")


def main() -> int:
    """0 when it is done, 1 with one sentence when it is not."""
    parser = ArgumentParser(prog="python -m infra.put_back", description=__doc__)
    parser.add_argument("--stage", required=True, choices=DEPLOYED)
    parser.add_argument("--table", required=True, choices=sorted(rows_by_kind().keys() - LEFT_OUT))
    asked = parser.parse_args()
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        back, there = put_back(own_cloud().client("dynamodb"), asked.stage, asked.table)
    except NotDeployed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (BotoCoreError, ClientError) as error:
        sys.stderr.write(f"{why(error, Settings(stage=asked.stage).name(asked.table))}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. What was put back is back; do it again for the rest.\n")
        return 130
    sys.stdout.write(f"{back} put back, {there} were there.\n")
    return 0


def why(error: Exception, table: str) -> str:
    """What kept a table, as *table* names it, from being put back; in one or two sentences."""
    from botocore.exceptions import ClientError

    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
    if code == "ResourceNotFoundException" and getattr(error, "operation_name", "") == "Scan":
        return f"There is no table {table}-restored, so nothing was put back: restore it first."
    return f"{refusal(error)}. What was put back is back; do it again for the rest."


def put_back(dynamodb: "BaseClient", stage: str, kind: str) -> tuple[int, int]:
    """How many rows of *kind* were put back, and how many were there; botocore's errors pass.

    Doing it again puts back what is missing still.
    """
    name, back, there = Settings(stage=stage).name(kind), 0, 0
    key = table(rows_by_kind()[kind])["Properties"]["KeySchema"][0]["AttributeName"]
    for page in dynamodb.get_paginator("scan").paginate(TableName=f"{name}-restored"):
        for item in page["Items"]:
            put = _put(dynamodb, name, safe(kind, item), key)
            back, there = back + put, there + (not put)
    return back, there


def safe(kind: str, item: Item) -> Item:
    """*item* as it may come back: no message sends itself a second time."""
    state = item.get("state", {}).get("S")
    if kind != "dms" or state in OVER:
        return item
    rest = {name: value for name, value in item.items() if name not in UNDER_WAY}
    if state == State.AWAITING_CONTACT:
        return {**rest, "state": {"S": State.CANCELLED}}  # its link may have been opened since
    doubt = {"code": {"S": Code.UNKNOWN_OUTCOME}, "reason": {"S": Reason.LOST_TRACK}}
    return {**rest, "state": {"S": State.UNCONFIRMED}, **doubt}


def _put(dynamodb: "BaseClient", name: str, item: Item, key: str) -> bool:
    from botocore.exceptions import ClientError

    try:
        dynamodb.put_item(
            TableName=name,
            Item=item,
            ConditionExpression="attribute_not_exists(#key)",
            ExpressionAttributeNames={"#key": key},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True


if __name__ == "__main__":
    sys.exit(main())
