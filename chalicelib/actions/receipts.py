"""Apply what Instagram tells of our own messages: that they are in the thread, and that they were read."""

from chalicelib.actions.ports import Contacts, Dms, Mids
from chalicelib.actions.settle_dm import ECHO, RECEIPT, SettleDm
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Echo, Seen
from chalicelib.domain.grounds import Sign
from chalicelib.domain.message import digest
from chalicelib.domain.state import State


class ApplyReceipt:
    """Echoes and read receipts; they may come before the answer of the call that they are about."""

    def __init__(self, *, dms: Dms, mids: Mids, contacts: Contacts, settle: SettleDm) -> None:
        self.dms = dms
        self.mids = mids
        self.contacts = contacts
        self.settle = settle

    def __call__(self, creator: str, event: Echo | Seen) -> str:
        """Applies *event* to *creator*'s message; one word about what it meant, for the log."""
        return self._echo(creator, event) if isinstance(event, Echo) else self._seen(event)

    def _echo(self, creator: str, echo: Echo) -> str:
        receipts = self.mids.echo(echo.account, echo.mid, echo.at)
        sign = Sign(echo.mid, echo.at, digest(echo.text))
        if receipts.dm is not None:
            self._settle_tied(self.dms.mark(receipts.dm, confirmed_at=echo.at), sign)
            return "confirmed"
        dm = self._meant(creator, echo, sign)
        if dm is not None and dm.state is State.SENDING:
            # If the call ends in doubt, whoever comes second settles it: the worker, who then finds the
            # sign, or we, who then find the doubt.
            dm = self.dms.mark((dm.creator, dm.id), sign=sign)
        if dm is None or not dm.may_be(sign) or not self.settle.proven(dm, sign, by=ECHO):
            return "not_ours_or_early"
        return "proven"

    def _meant(self, creator: str, echo: Echo, sign: Sign) -> Dm | None:
        """The last message to this person or the one before: one at a time is under way."""
        contact = self.contacts.get(echo.account, echo.person)
        last = (contact.busy_dm, contact.former_dm) if contact else ()
        found = (self.dms.get(creator, id) for id in last if id is not None)
        return next((dm for dm in found if dm is not None and dm.may_become(sign)), None)

    def _seen(self, seen: Seen) -> str:
        receipts = self.mids.seen(seen.account, seen.mid, seen.at)
        if receipts.dm is None:
            return "early_or_not_ours"
        self._settle_tied(self.dms.mark(receipts.dm, read_at=seen.at), Sign(seen.mid, seen.at, ""))
        return "read"

    def _settle_tied(self, dm: Dm | None, seen: Sign) -> None:
        """Who tied the id to the message got no further: the receipt proves the rest."""
        if dm is not None and dm.mid is None:
            self.settle.proven(dm, dm.own(seen), by=RECEIPT)
