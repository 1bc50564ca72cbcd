"""The actions about connected accounts, each with its parts."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.wiring.outside import Outside

if TYPE_CHECKING:
    from chalicelib.actions.call_accounts import CallAccounts
    from chalicelib.actions.change_account import BlameAccount
    from chalicelib.actions.connect_account import ConnectAccount
    from chalicelib.actions.erase_account import EraseAccount
    from chalicelib.actions.leave import Deauthorize, Disconnect, Forget
    from chalicelib.actions.login import BeginLogin, EndLogin
    from chalicelib.actions.tend_account import TendAccount


class Connections(Outside):
    """From login to deletion."""

    @cached_property
    def connect_account(self) -> "ConnectAccount":
        """Connects Instagram accounts."""
        from chalicelib.actions.connect_account import ConnectAccount

        return ConnectAccount(
            accounts=self.stores.accounts,
            forms=self.stores.forms,
            vault=self.vault,
            visits=self.visits,
            clock=self.now,
        )

    @cached_property
    def blame_account(self) -> "BlameAccount":
        """Sees what refusals say about connections."""
        from chalicelib.actions.change_account import BlameAccount

        return BlameAccount(accounts=self.stores.accounts, visits=self.visits, clock=self.now)

    @cached_property
    def begin_login(self) -> "BeginLogin":
        """Begins logins."""
        from chalicelib.actions.login import BeginLogin

        return BeginLogin(logins=self.stores.logins, login=self.login, chance=self.chance)

    @cached_property
    def end_login(self) -> "EndLogin":
        """Ends logins."""
        from chalicelib.actions.login import EndLogin

        return EndLogin(logins=self.stores.logins, login=self.login, connect=self.connect_account)

    @cached_property
    def tend_account(self) -> "TendAccount":
        """Looks after accounts."""
        from chalicelib.actions.catch_up import CatchUp
        from chalicelib.actions.release_dms import ReleaseDms
        from chalicelib.actions.tend_account import TendAccount

        s = self.stores
        return TendAccount(
            accounts=s.accounts,
            vault=self.vault,
            login=self.login,
            blame=self.blame_account,
            forms=s.forms,
            release=ReleaseDms(dms=s.dms, pace=self.pace, hints=self.hints, clock=self.now),
            erase=self._erase_account(),
            catch_up=CatchUp(
                accounts=s.accounts,
                contacts=s.contacts,
                vault=self.vault,
                instagram=self.graph,
                news=self.news,
                clock=self.now,
            ),
            visits=self.visits,
            clock=self.now,
            chance=self.chance,
        )

    def _erase_account(self) -> "EraseAccount":
        from chalicelib.actions.erase_account import EraseAccount

        s = self.stores
        return EraseAccount(
            accounts=s.accounts,
            leads=s.leads,
            dms=s.dms,
            logs=s.logs,
            contacts=s.contacts,
            mids=s.mids,
            gates=s.gates,
            forms=s.forms,
            automations=s.automations,
            activities=s.activities,
            deletions=s.deletions,
            clock=self.now,
        )

    @cached_property
    def call_accounts(self) -> "CallAccounts":
        """Finds the accounts that are due."""
        from chalicelib.actions.call_accounts import CallAccounts

        return CallAccounts(accounts=self.stores.accounts, visits=self.visits, clock=self.now)

    @cached_property
    def disconnect(self) -> "Disconnect":
        """Ends connections."""
        from chalicelib.actions.leave import Disconnect

        return Disconnect(
            accounts=self.stores.accounts, vault=self.vault, login=self.login, visits=self.visits
        )

    @cached_property
    def deauthorize(self) -> "Deauthorize":
        """Ends what a person ended at Instagram."""
        from chalicelib.actions.leave import Deauthorize

        return Deauthorize(accounts=self.stores.accounts, blame=self.blame_account)

    @cached_property
    def forget(self) -> "Forget":
        """Has everything deleted that is known of an account."""
        from chalicelib.actions.leave import Forget

        s = self.stores
        return Forget(
            accounts=s.accounts,
            deletions=s.deletions,
            visits=self.visits,
            clock=self.now,
            chance=self.chance,
        )
