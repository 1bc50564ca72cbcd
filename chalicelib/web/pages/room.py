"""Whether a creator may write to a lead now, said before they do."""

from dataclasses import dataclass

from chalicelib.actions.read_timeline import Timeline
from chalicelib.domain.lead import Provider
from chalicelib.domain.state import State

STOPPED = "They asked for no more messages. They can write START to hear from you again."
CLOSED = (
    "Instagram allows a message only within 24 hours after they wrote or tapped, and those are over. "
    "As soon as they write or tap again, you can write here."
)
SILENT = (
    "Instagram allows a message only after they wrote or tapped, and they have not done so yet. "
    "As soon as they do, you can write here."
)
WAITS = "It goes out once they write or tap: Instagram lets nobody write first."
REPLACES = "They have not acted yet, so this text takes the place of the one that waits."


@dataclass(frozen=True, slots=True)
class Room:
    """*open*: something can be written now, *until* when; *why* says what would become of it."""

    open: bool
    why: str = ""
    until: int | None = None


def room_of(told: Timeline, now: int) -> Room:
    """By the rules that the message would be judged by once it is written."""
    lead, dm, contact = told.row.lead, told.row.dm, told.contact
    if lead.provider is not Provider.INSTAGRAM:
        return Room(open=False)
    if contact is not None and contact.opted_out:
        return Room(open=False, why=STOPPED)
    if lead.person is None:
        waits = dm is not None and dm.state is State.AWAITING_CONTACT
        return Room(open=True, why=REPLACES if waits else WAITS)
    if contact is None or contact.last_act_at is None:
        return Room(open=False, why=SILENT)
    if contact.window_ends <= now:
        return Room(open=False, why=CLOSED)
    return Room(open=True, until=contact.window_ends)
