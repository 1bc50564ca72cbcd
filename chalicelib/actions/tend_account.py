"""Look after one account: its token, its subscription, and what waits for it."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.actions.catch_up import CatchUp
from chalicelib.actions.change_account import BlameAccount, change
from chalicelib.actions.connect_account import Forms, follow_name
from chalicelib.actions.erase_account import EraseAccount
from chalicelib.actions.ports import Accounts, Chance, Clock, Login, Vault, Visits
from chalicelib.actions.release_dms import ReleaseDms
from chalicelib.domain.account import DAY, HOUR, WARNINGS, Account, Connection
from chalicelib.domain.faults import Code, Ended, Fault, Refused
from chalicelib.domain.login import Profile
from chalicelib.domain.visit import Visit
from chalicelib.telemetry import Metric, count, log, record

JITTER = HOUR


class TendAccount:
    """Works on one visit. Safe to run any number of times; two at once do the work once."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        vault: Vault,
        login: Login,
        blame: BlameAccount,
        forms: Forms,
        release: ReleaseDms,
        erase: EraseAccount,
        catch_up: CatchUp,
        visits: Visits,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.accounts = accounts
        self.vault = vault
        self.login = login
        self.blame = blame
        self.forms = forms
        self.release = release
        self.erase = erase
        self.catch_up = catch_up
        self.visits = visits
        self.clock = clock
        self.chance = chance

    def __call__(self, visit: Visit) -> None:
        """Does what the account is due for, and asks for another visit if it is due again at once."""
        account = self.accounts.get(visit.creator, visit.account)
        if account is None or not account.due(self.clock()):
            return
        held = account.tend(self.clock())
        if not self.accounts.save(account, held):
            return  # somebody else was faster; if it was the SDK's own repetition, it is due in two minutes
        if held.state is Connection.DELETING:
            self.erase(held)
        else:
            self._tend(held)
        self._finish(visit)

    def _finish(self, visit: Visit) -> None:
        newest = self.accounts.get(visit.creator, visit.account)
        done = change(self.accounts, newest, Account.tended) if newest else None
        if done is not None and done.due(self.clock()):
            self.visits.ask([visit])

    def _tend(self, held: Account) -> None:
        account = self._look(held) if held.usable else held
        if account is not None and account.usable:
            record(Metric.DAYS_LEFT, max(0, account.token_expires_at - self.clock()) / DAY)
        if account is not None and account.usable and account.check_at <= self.clock():
            account = self._check(account)
        if account is not None and account.misses(self.clock()):
            self.catch_up(account)
        if account is not None and account.releases:
            more = self.release(account)
            self._change(account, lambda a: a.release(more=more))

    def _look(self, account: Account) -> Account | None:
        """Refreshes the token when it is old enough, and else asks now and then whether it still works."""
        now = self.clock()
        if account.token_expires_at <= now:
            return self.blame.end(account, Ended.EXPIRED)
        if account.refresh_at <= now and account.refreshable(now):
            return self._refresh(account)
        if account.look_at > now:
            return account
        try:
            profile = self._profile(account, self.vault.open(account))
        except Fault as fault:
            return self._unwell(account, fault)
        return self._change(account, lambda a: self._answered(a, profile.username))

    def _answered(self, account: Account, username: str) -> Account:
        """What waited for a mere look comes by itself in two minutes.

        Let go at once it would go round in circles where Instagram doubts the token for messages only.
        """
        well = account.answered(username, now=self.clock(), jitter=self._jitter())
        return well.release(more=account.waiting)

    def _unwell(self, account: Account, fault: Fault) -> Account | None:
        if fault.code is Code.TOKEN_EXPIRED and fault.ended is None and account.refreshable(self.clock()):
            return self._refresh(account, refused=True)
        return self._failed(account, fault, lambda a: a.unanswered(now=self.clock()))

    def _refresh(self, account: Account, *, refused: bool = False) -> Account | None:
        """The old token stays until the new one has answered; *refused*: the old one has not."""
        try:
            fresh = self.login.refresh(self.vault.open(account))
            username = self._confirmed(account, fresh.token)
        except Fault as fault:
            count(Metric.REFRESH_FAILED)
            return self._lost(account, fault) if refused else self._unrefreshed(account, fault)
        sealed = self.vault.seal(fresh.token, creator=account.creator, account=account.id)
        now = self.clock()
        expires_at = now + int(fresh.lives.total_seconds() * 1_000)
        count(Metric.REFRESHED)
        return self._change(
            account, lambda a: a.refresh(sealed, username=username, expires_at=expires_at, now=now)
        )

    def _confirmed(self, account: Account, token: str) -> str:
        """The account's user name, if Instagram answers; raises a Fault when it does not know the token."""
        try:
            return self._profile(account, token).username
        except Fault as fault:
            if fault.code is Code.TOKEN_EXPIRED:
                raise
            return account.username

    def _lost(self, account: Account, fault: Fault) -> Account | None:
        """Neither the token nor a refresh works: over, unless Instagram was not there to say so."""
        if fault.code is Code.TOKEN_EXPIRED or isinstance(fault, Refused):
            return self.blame.end(account, fault.ended or Ended.INVALID)
        return self._change(account, lambda a: a.uncertain(now=self.clock()))

    def _unrefreshed(self, account: Account, fault: Fault) -> Account | None:
        """A doubt about the refresh or the new token ends nothing while the token that we hold works."""
        if fault.code is Code.TOKEN_EXPIRED and fault.ended is None:
            try:
                self._profile(account, self.vault.open(account))
            except Fault as last:
                fault = last
            else:
                return self._change(account, self._not_refreshed)
        return self._failed(account, fault, self._not_refreshed)

    def _not_refreshed(self, account: Account) -> Account:
        now = self.clock()
        if account.state is Connection.CHECKING:
            return account.unanswered(now=now)
        days = (account.token_expires_at - now) // DAY
        if days in WARNINGS:
            log.warning("account.expires", extra={"account": account.id, "days": days})
        return account.refresh_failed(now=now)

    def _check(self, account: Account) -> Account | None:
        """Whether messages are in our reach and their events come to us."""
        token = self.vault.open(account)
        there = agreed = True  # until Instagram says otherwise: an outage is no alarm
        try:
            there = agreed = self.login.subscribed(token)
            if not there:
                # Kept before the events are switched on again: after that nothing would tell of the gap.
                account = self._change(account, lambda a: a.missed(now=self.clock())) or account
            agreed = there or self.login.subscribe(token)
            self.login.permitted(token)
        except Fault as fault:
            self.blame(account, fault)  # what it says of the token counts as if a message had met it
            later = Account.unchecked if agreed else Account.unsubscribed
            return self._change(account, lambda a: later(a, now=self.clock()))
        if not agreed:
            return self._change(account, lambda a: a.unsubscribed(now=self.clock()))
        if not there:
            log.warning("account.resubscribed", extra={"account": account.id})
        return self._change(
            account, lambda a: a.subscribe(now=self.clock(), repaired=a.subscribed and not there)
        )

    def _failed(
        self, account: Account, fault: Fault, otherwise: Callable[[Account], Account]
    ) -> Account | None:
        log.warning(
            "account.refused",
            extra={"account": account.id, "code": fault.code, "status": fault.trace.status},
        )
        if fault.code is Code.TOKEN_EXPIRED:
            return self.blame.end(account, fault.ended or Ended.INVALID)
        return self._change(account, otherwise)

    def _profile(self, account: Account, token: str) -> Profile:
        profile = self.login.profile(token)
        if profile.id != account.id:
            log.error("account.mixed_up", extra={"account": account.id})
            return replace(profile, username=account.username)
        if profile.username != account.username:
            follow_name(self.forms, account, profile.username)
        return profile

    def _change(self, account: Account, how: Callable[[Account], Account]) -> Account | None:
        return change(self.accounts, account, how)

    def _jitter(self) -> int:
        return int.from_bytes(self.chance(4), "big") * JITTER // 2**32
