"""Note that somebody wanted a WhatsApp message: nothing is sent yet."""

from chalicelib.actions.ports import Clock, Logs
from chalicelib.domain.hint import Hint
from chalicelib.domain.lead import Provider
from chalicelib.domain.log import Entry


class NoteWhatsapp:
    """The placeholder behind the WhatsApp queue."""

    def __init__(self, *, logs: Logs, clock: Clock) -> None:
        self.logs = logs
        self.clock = clock

    def __call__(self, hint: Hint) -> None:
        """One log entry for the wish."""
        self.logs.add(
            Entry(
                creator=hint.creator,
                dm=hint.dm,
                at=self.clock(),
                status="coming_soon",
                provider=Provider.WHATSAPP,
                note="WhatsApp is coming soon",
            )
        )
