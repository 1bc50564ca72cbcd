"""Work on the stream of changed messages: count them by state."""

from collections.abc import Mapping
from typing import Any

from chalicelib.actions.tally import TallyChanges
from chalicelib.domain.tally import Change


def handle(event: Mapping[str, Any], *, tally: TallyChanges) -> None:
    """Counts a batch. Lambda repeats a failed batch as it was, so its first record names it."""
    records = event["Records"]
    tally([_change(record["dynamodb"]) for record in records], batch=records[0]["eventID"])


def _change(record: Mapping[str, Any]) -> Change:
    at = int(float(record["ApproximateCreationDateTime"]) * 1_000)
    return Change(old=_state(record.get("OldImage")), new=_state(record.get("NewImage")), at=at)


def _state(image: Mapping[str, Any] | None) -> str | None:
    state: str | None = ((image or {}).get("state") or {}).get("S")
    return state
