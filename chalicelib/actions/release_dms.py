"""Let the messages go that waited for an account's connection: in order, and paced like all others."""

from chalicelib.actions.pace import Pace
from chalicelib.actions.ports import Clock, Dms, Hints
from chalicelib.domain.account import Account
from chalicelib.domain.hint import Hint

PAGE = 100  # messages let go in one visit


class ReleaseDms:
    """Gives each waiting message its slot at the gate. What is let go twice goes out once."""

    def __init__(self, *, dms: Dms, pace: Pace, hints: Hints, clock: Clock, page: int = PAGE) -> None:
        self.dms = dms
        self.pace = pace
        self.hints = hints
        self.clock = clock
        self.page = page

    def __call__(self, account: Account) -> bool:
        """Whether more messages may wait."""
        keys = self.dms.paused(account.creator, account.id, limit=self.page)
        for creator, id in keys:
            self._release(creator, id)
        return len(keys) == self.page

    def _release(self, creator: str, id: str) -> None:
        dm = self.dms.get(creator, id)
        if dm is None or not dm.paused:
            return  # the index is a moment behind
        later = dm.defer(self.pace.book(dm.account, replies=dm.private_reply), now=self.clock())
        if self.dms.save(dm, later):
            self.hints.send(Hint.of(later), delay=later.delay(self.clock()))
