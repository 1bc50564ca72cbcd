"""Tell a message's story to its creator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.actions.read_leads import ReadLead, Row
from chalicelib.domain.automation import Automation
from chalicelib.domain.log import Entry
from chalicelib.domain.timeline import Step, story


class Automations(Protocol):
    """The automations."""

    def get(self, account: str, id: str) -> Automation | None:
        """One of an account's."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A lead's newest message and its steps, oldest first, with what the log says of it, newest first."""

    row: Row
    steps: Sequence[Step]
    entries: Sequence[Entry]


class ReadTimeline:
    """Everything that was decided about the message, and by which rule."""

    def __init__(self, *, read_lead: ReadLead, automations: Automations) -> None:
        self.read_lead = read_lead
        self.automations = automations

    def __call__(self, creator: str, id: str) -> Timeline:
        """The lead's newest message's; raises NoSuchLead or NotYourLead."""
        row, entries = self.read_lead(creator, id)
        dm = row.dm
        if dm is None:
            return Timeline(row, [], [])
        wrote = self.automations.get(dm.account, dm.automation) if dm.automation else None
        own = [entry for entry in entries if entry.dm == dm.id]
        return Timeline(row, story(dm, own, automation=wrote.name if wrote else None), own)
