"""Tell the story of a lead's messages to their creator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.actions.find_lead import find_lead
from chalicelib.actions.one_at_a_time import kept
from chalicelib.actions.ports import Clock, Leads, Logs
from chalicelib.actions.read_leads import Row
from chalicelib.domain.automation import Automation
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.judge import next_look
from chalicelib.domain.log import Entry, accepted
from chalicelib.domain.state import State
from chalicelib.domain.timeline import Step, story

EARLIER = 20  # messages before the newest that are told of
ENTRIES = 100  # of the history: several for each message


class Automations(Protocol):
    """The automations."""

    def get(self, account: str, id: str) -> Automation | None:
        """One of an account's."""


class Contacts(Protocol):
    """People towards accounts."""

    def get(self, account: str, person: str) -> Contact | None:
        """What we know of the person."""


class Dms(Protocol):
    """The messages."""

    def get(self, creator: str, id: str) -> Dm | None:
        """One of the creator's."""

    def of_lead(self, creator: str, lead: str, *, limit: int | None = None) -> Sequence[Dm]:
        """All messages to a lead, or the newest *limit*, newest first."""


@dataclass(frozen=True, slots=True)
class Story:
    """One message and its steps, oldest first, with what the log says of it, newest first.

    *behind*: it waits because another message may still be on its way to the person.
    """

    row: Row
    steps: Sequence[Step]
    entries: Sequence[Entry]
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Timeline(Story):
    """A lead's newest message, and those before it, newest first; *more* if there are still older ones."""

    contact: Contact | None = None
    earlier: Sequence[Story] = ()
    more: bool = False


class ReadTimeline:
    """Everything that was decided about the messages, and by which rule."""

    def __init__(
        self,
        *,
        leads: Leads,
        dms: Dms,
        logs: Logs,
        contacts: Contacts,
        automations: Automations,
        clock: Clock,
    ) -> None:
        self.leads = leads
        self.dms = dms
        self.logs = logs
        self.contacts = contacts
        self.automations = automations
        self.clock = clock

    def __call__(self, creator: str, id: str) -> Timeline:
        """The lead's; raises NoSuchLead or NotYourLead."""
        lead = find_lead(self.leads, creator, id)
        contact = self.contacts.get(lead.account, lead.person) if lead.person else None
        # A message that was booked this moment may not be the lead's newest yet.
        dms = [dm for dm in self.dms.of_lead(creator, id, limit=EARLIER + 2) if dm.id <= lead.dm]
        if not dms or dms[0].id != lead.dm:
            return Timeline(Row(lead, None), [], [], contact=contact)
        entries, names = self.logs.of_lead(creator, id, limit=ENTRIES), self._names(dms)
        stories = []
        for dm in dms:
            own = _own(dm, entries)
            person = contact if dm.id == lead.dm else None
            name, behind = names.get(dm.automation or ""), self._behind(dm, contact)
            steps = story(dm, own, automation=name, contact=person, behind=behind)
            stories.append(Story(Row(lead, dm), steps, own, behind))
        first, told = stories[0], stories[1 : EARLIER + 1]
        more = len(told) < len(stories) - 1
        return Timeline(
            first.row, first.steps, first.entries, first.behind, contact=contact, earlier=told, more=more
        )

    def _behind(self, dm: Dm, contact: Contact | None) -> bool:
        """Whether *dm* waits because another message may be on its way to the person."""
        now = self.clock()
        if contact is None or dm.state is not State.QUEUED or dm.code is not None:
            return False
        return (dm.due_at or 0) <= next_look(contact, now) and kept(self.dms, dm, contact, now=now)

    def _names(self, dms: Sequence[Dm]) -> Mapping[str, str]:
        """What the automations that wrote them are called, as far as they are still there."""
        wrote = {(dm.account, dm.automation) for dm in dms if dm.automation}
        found = (self.automations.get(*key) for key in sorted(wrote))
        return {one.id: one.name for one in found if one is not None}


def _own(dm: Dm, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The newest first; the call that Instagram accepted is told by the message itself."""
    call = accepted(dm)
    own = [*(entry for entry in entries if entry.dm == dm.id), *([call] if call else [])]
    return sorted(own, key=lambda entry: entry.at, reverse=True)
