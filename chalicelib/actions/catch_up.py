"""Read what people wrote while Instagram did not tell us, and treat it as told now."""

from collections.abc import Callable

from chalicelib.actions.change_account import change
from chalicelib.actions.ports import Accounts, Clock, Contacts, Instagram, News, Vault
from chalicelib.domain.account import DAY, SOON, Account
from chalicelib.domain.event import Act
from chalicelib.domain.faults import Fault, Refused
from chalicelib.domain.stop import Wish, wish
from chalicelib.telemetry import log

PAGES = 2  # of conversations in one visit: Instagram allows two such calls a second


class CatchUp:
    """Only conversations can be read again. What was told before or answered by hand is left alone."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        contacts: Contacts,
        vault: Vault,
        instagram: Instagram,
        news: News,
        clock: Clock,
    ) -> None:
        self.accounts = accounts
        self.contacts = contacts
        self.vault = vault
        self.instagram = instagram
        self.news = news
        self.clock = clock

    def __call__(self, account: Account) -> None:
        """Reads some pages of the last 24 hours (longer ago is too late). The next visit goes on.

        However long Instagram does not answer, it ends when nothing that was missed could be answered.
        """
        if account.too_late(self.clock()):
            log.warning("account.missed", extra={"account": account.id, "missed_to": account.missed_to})
            self._end(account)
            return
        token, since = self.vault.open(account), max(self.clock() - DAY, account.connected_at)
        after, more = account.missed_after, True
        try:
            for _ in range(PAGES):
                past = self.instagram.past(account, token, since=since, after=after)
                untold = [act for act in past.acts if self._is_news(act)]
                if untold:
                    self.news.put(untold)
                after, more = past.after, past.after is not None
                if not more:
                    break
        except Fault as fault:
            log.warning("account.behind", extra={"account": account.id, "fault": str(fault)})
            if isinstance(fault, Refused):
                self._end(account)
            else:
                self._go_on(account, after, at=self.clock() + SOON)
            return
        if more:
            self._go_on(account, after, at=self.clock())
        else:
            self._end(account)

    def _go_on(self, account: Account, after: str | None, *, at: int) -> None:
        self._change(account, lambda a: a.behind(after, at=at))

    def _end(self, account: Account) -> None:
        self._change(account, Account.caught_up)

    def _change(self, account: Account, how: Callable[[Account], Account]) -> None:
        """Unless more was missed meanwhile, which is to be read from its beginning."""
        change(self.accounts, account, lambda a: how(a) if a.missed_to == account.missed_to else a)

    def _is_news(self, act: Act) -> bool:
        """What was told has moved the person's clock; a conversation does not say what kind of act it was.

        A STOP counts whenever it was said, and hearing it twice does no harm.
        """
        if wish(act.text) is Wish.STOP:
            return True
        contact = self.contacts.get(act.account, act.person)
        return contact is None or contact.last_act_at is None or contact.last_act_at < act.at
