"""Change an account, whatever others change of it meanwhile."""

from collections.abc import Callable

from chalicelib.actions.ports import Accounts, Clock, Visits
from chalicelib.domain.account import DAY, Account, Connection
from chalicelib.domain.faults import Code, Deferred, Ended, Fault, Level, Reason
from chalicelib.domain.visit import Visit
from chalicelib.telemetry import Metric, count, log

KEEPS_BACK = frozenset({Reason.MESSAGE_ACCESS_OFF, Reason.ACCOUNT_RESTRICTED})  # every message, not only some


def change(
    accounts: Accounts, held: Account, how: Callable[[Account], Account], *, leaves: bool = False
) -> Account | None:
    """What *how* made of the account; None when *held*'s token is no longer the account's.

    An account that *leaves* its creator may be connected by others from then on.
    """
    write = accounts.leave if leaves else accounts.save
    now: Account | None = held
    while now is not None and now.token == held.token:
        changed = how(now)
        if changed is now or write(now, changed):
            return changed
        now = accounts.get(held.creator, held.id)
    return None


class BlameAccount:
    """What a refusal of Instagram's says about the account's connection."""

    def __init__(self, *, accounts: Accounts, visits: Visits, clock: Clock) -> None:
        self.accounts = accounts
        self.visits = visits
        self.clock = clock

    def __call__(self, account: Account, fault: Fault) -> None:
        """Notes what *fault*, which met a call with *account*'s token, is about, if it is the account."""
        if fault.code is Code.TOKEN_EXPIRED and isinstance(fault, Deferred):
            if fault.ended is None:
                self._doubt(account)
            else:
                self.end(account, fault.ended)
        elif fault.level is Level.ACCOUNT and not isinstance(fault, Deferred):
            self._note(account, fault)

    def clear(self, account: Account) -> None:
        """A message went out with *account*'s token: what would have kept it back is over."""
        if account.trouble in KEEPS_BACK:
            change(self.accounts, account, lambda a: a.well() if a.trouble is account.trouble else a)

    def end(self, account: Account, why: Ended) -> Account | None:
        """Instagram ended the connection for good; None when there is a newer one."""
        now = self.clock()
        ended = self._removed(account, now) if why is Ended.REMOVED else self._ended(account, why, now)
        if ended is not None and ended.ended_at == now:
            log.warning("account.ended", extra={"account": account.id, "why": why})
            count(Metric.ENDED)
            if why is Ended.EXPIRED:
                count(Metric.EXPIRED)
        return ended

    def _ended(self, account: Account, why: Ended, now: int) -> Account | None:
        return change(self.accounts, account, lambda a: a.end(why, now=now) if a.usable else a)

    def _removed(self, account: Account, now: int) -> Account | None:
        """Whatever token this connection has by now, the person ended it; others may connect the account."""
        known: Account | None = account
        while known is not None and known.connected_at == account.connected_at:
            if not known.usable and known.state is not Connection.RECONNECT:
                return None
            removed = known.remove(now=now)
            if self.accounts.leave(known, removed):
                return removed
            known = self.accounts.get(account.creator, account.id)
        return None

    def _doubt(self, account: Account) -> None:
        """Somebody finds out, once, however many messages met the same refusal."""
        now = self.clock()
        changed = change(
            self.accounts, account, lambda a: a.doubt(now=now) if a.state is Connection.ACTIVE else a
        )
        if changed is not None and changed.state is Connection.CHECKING:
            self.visits.ask([Visit(account.creator, account.id)])

    def _note(self, account: Account, fault: Fault) -> None:
        now = self.clock()

        def blame(known: Account) -> Account:
            same = known.trouble is fault.reason and now - (known.trouble_at or 0) < DAY
            return known if same else known.blame(fault.reason, now=now)

        change(self.accounts, account, blame)
