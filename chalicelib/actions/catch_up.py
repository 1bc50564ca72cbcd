"""Read what people wrote while Instagram did not tell us, and treat it as told now."""

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
        """Reads some pages of the last 24 hours (longer ago is too late). The next visit goes on."""
        token, since = self.vault.open(account), max(self.clock() - DAY, account.connected_at)
        after, more = account.missed_after, True
        try:
            for _ in range(PAGES):
                past = self.instagram.past(account.id, account.username, token, since=since, after=after)
                untold = [act for act in past.acts if self._is_news(act)]
                if untold:
                    self.news.put(untold)
                after, more = past.after, past.after is not None
                if not more:
                    break
        except Fault as fault:
            log.warning("account.behind", extra={"account": account.id, "fault": str(fault)})
            again = None if isinstance(fault, Refused) else self.clock() + SOON
            change(self.accounts, account, lambda a: a.behind(after, at=again))
            return
        read_on = self.clock() if more else None
        change(self.accounts, account, lambda a: a.behind(after, at=read_on))

    def _is_news(self, act: Act) -> bool:
        """What was told has moved the person's clock; a conversation does not say what kind of act it was.

        A STOP counts whenever it was said, and hearing it twice does no harm.
        """
        if wish(act.text) is Wish.STOP:
            return True
        contact = self.contacts.get(act.account, act.person)
        return contact is None or contact.last_act_at is None or contact.last_act_at < act.at
