"""Read what people wrote while Instagram did not tell us, and treat it as told now."""

from chalicelib.actions.change_account import change
from chalicelib.actions.ports import Accounts, Clock, Instagram, News, Vault
from chalicelib.domain.account import DAY, SOON, Account
from chalicelib.domain.faults import Fault
from chalicelib.telemetry import log

PAGES = 10  # of conversations in one visit


class CatchUp:
    """Only conversations can be read again. What was told before does nothing when it is told once more."""

    def __init__(
        self, *, accounts: Accounts, vault: Vault, instagram: Instagram, news: News, clock: Clock
    ) -> None:
        self.accounts = accounts
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
                if past.acts:
                    self.news.put(past.acts)
                after, more = past.after, past.after is not None
                if not more:
                    break
        except Fault as fault:
            log.warning("account.behind", extra={"account": account.id, "fault": str(fault)})
            change(self.accounts, account, lambda a: a.behind(after, at=self.clock() + SOON))
            return
        read_on = self.clock() if more else None
        change(self.accounts, account, lambda a: a.behind(after, at=read_on))
