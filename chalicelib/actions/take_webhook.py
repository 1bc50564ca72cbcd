"""Take a webhook in: check that it is Meta's, keep it durably, and only then say so."""

from collections.abc import Callable, Sequence

from chalicelib.actions.ports import News
from chalicelib.domain.event import Event


class Forged(Exception):
    """The signature is missing or wrong."""


class Unreadable(Exception):
    """Signed, but not JSON."""


class TakeWebhook:
    """Verifies, reads and keeps; the events worker does the rest, so that Meta gets its answer at once."""

    def __init__(
        self,
        *,
        verify: Callable[[bytes, str | None], int | None],
        read: Callable[[bytes], Sequence[Event]],
        news: News,
    ) -> None:
        self.verify = verify
        self.read = read
        self.news = news

    def __call__(self, raw: bytes, signature: str | None) -> Sequence[Event]:
        """The events that are now kept; raises Forged or Unreadable, and whatever keeping them raised."""
        if self.verify(raw, signature) is None:
            raise Forged
        try:
            events = self.read(raw)
        except ValueError as error:
            raise Unreadable from error
        if events:
            self.news.put(events)
        return events
