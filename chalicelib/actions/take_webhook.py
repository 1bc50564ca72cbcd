"""Take a webhook in: check that it is Meta's, keep it durably, and only then say so."""

from collections.abc import Callable, Sequence

from chalicelib.actions.ports import Clock, News
from chalicelib.domain.event import Event
from chalicelib.domain.parcel import Outline, whole


class Forged(Exception):
    """The signature is missing or wrong."""


class Unreadable(Exception):
    """Signed, but not JSON."""


class TakeWebhook:
    """Keeps it as it came, so that Meta gets its answer at once; the events worker reads it."""

    def __init__(
        self,
        *,
        verify: Callable[[bytes, str | None], int | None],
        outline: Callable[[bytes], Outline],
        read: Callable[[bytes], Sequence[Event]],
        news: News,
        clock: Clock,
    ) -> None:
        self.verify = verify
        self.outline = outline
        self.read = read
        self.news = news
        self.clock = clock

    def __call__(self, raw: bytes, signature: str | None) -> int:
        """How many updates are now kept; raises Forged or Unreadable, and whatever keeping them raised."""
        if self.verify(raw, signature) is None:
            raise Forged
        try:
            outline = self.outline(raw)
        except ValueError as error:
            raise Unreadable from error
        if outline.updates:
            self._keep(raw, outline.account)
        return outline.updates

    def _keep(self, raw: bytes, account: str | None) -> None:
        parcel = whole(raw, self.clock(), account)
        if parcel is None:  # too large for one message, or written as Meta never does
            self.news.put(self.read(raw))
        else:
            self.news.tell(parcel)
