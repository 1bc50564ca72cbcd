"""What became of the messages: the records held against what people really received."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields

SENT, FAILED, UNCONFIRMED = "sent", "failed", "unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the product says of one message; *rests* when nobody will look at it again."""

    state: str
    rests: bool = True
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The messages by what became of them, known by their texts."""

    sent: Collection[str]
    failed: Collection[str]
    unconfirmed: Collection[str]
    lost: Collection[str]  # taken by the API, and no record is left
    doubled: Collection[str]  # arrived more than once
    stuck: Collection[str]  # not at an end, and nothing more will happen
    untrue: Collection[
        str
    ]  # said to be sent and not there, to have failed and there, or failed without a reason

    @property
    def clean(self) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.doubled or self.stuck or self.untrue)

    def __str__(self) -> str:
        return ", ".join(f"{len(getattr(self, field.name))} {field.name}" for field in fields(self))


def judge(booked: Collection[str], records: Mapping[str, Record], inbox: Counter[str]) -> Verdict:
    """The verdict on the *booked* messages; each has a text of its own."""

    def those(*states: str) -> list[str]:
        return [text for text in booked if text in records and records[text].state in states]

    return Verdict(
        sent=those(SENT),
        failed=those(FAILED),
        unconfirmed=those(UNCONFIRMED),
        lost=[text for text in booked if text not in records],
        doubled=[text for text, arrived in inbox.items() if arrived > 1],
        stuck=[text for text in booked if text in records and not ended(records[text])],
        untrue=[text for text in booked if text in records and not _true(records[text], inbox[text])],
    )


def ended(record: Record) -> bool:
    """Whether nothing more is to be expected."""
    return record.state in {SENT, FAILED} or (record.state == UNCONFIRMED and record.rests)


def _true(record: Record, arrived: int) -> bool:
    if record.state == SENT:
        return arrived > 0
    return arrived == 0 and record.reason is not None if record.state == FAILED else True
