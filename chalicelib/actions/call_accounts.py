"""Every few minutes: ask for a visit to each account that is due. Found by the due date, never by a scan."""

from itertools import islice

from chalicelib.actions.ports import Accounts, Clock, Visits
from chalicelib.domain.visit import Visit

MOST = 20_000  # visits asked for at once; the others are still due next time
BUSY = 1_000  # visits that still wait: more would be the same ones again


class CallAccounts:
    """Spreads what is due over a queue. Two at once do no harm: an account is tended once."""

    def __init__(self, *, accounts: Accounts, visits: Visits, clock: Clock) -> None:
        self.accounts = accounts
        self.visits = visits
        self.clock = clock

    def __call__(self) -> int:
        """How many visits were asked for."""
        if self.visits.waiting() > BUSY:
            return 0
        due = islice(self.accounts.due(self.clock()), MOST)
        return self.visits.ask(Visit(*key) for key in due)
