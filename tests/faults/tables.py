"""The tables in memory, watched: every write of a message is told to the world."""

from collections.abc import Callable
from inspect import unwrap

from chalicelib.domain.account import Account
from chalicelib.domain.dm import Dm
from tests.fakes.accounts import Accounts
from tests.fakes.automations import Activities, Automations, PreferenceStore
from tests.fakes.clock import Clock
from tests.fakes.contacts import Contacts
from tests.fakes.counters import Counters
from tests.fakes.dms import Dms
from tests.fakes.gates import Gates
from tests.fakes.leads import Forms, Leads
from tests.fakes.logins import Deletions, Logins
from tests.fakes.logs import Logs
from tests.fakes.once import Keys, Mids
from tests.fakes.stores import Stores
from tests.fakes.wire import Wire

Watch = Callable[[Dm | None, Dm], None]
compare_and_write: Callable[[Dms, Dm, Dm], bool] = unwrap(Dms.save)  # without its wire


class WatchedDms(Dms):
    """The messages; *watch* hears of every write."""

    def __init__(self, wire: Wire, watch: Watch) -> None:
        super().__init__(wire)
        self.watch = watch

    def save(self, old: Dm, new: Dm) -> bool:
        """As the table: most times nobody came in between, and there is nothing to compare field by field."""

        def step() -> bool:
            if self.rows.get((old.creator, old.id)) is not old:
                return compare_and_write(self, old, new)
            self._write(old, new)
            return True

        return self.wire("Dms.save", step)

    def _write(self, old: Dm | None, new: Dm) -> None:
        self.rows[new.creator, new.id] = new
        self.watch(old, new)


class WatchedAccounts(Accounts):
    """The accounts; *watch* hears of every write."""

    def __init__(self, wire: Wire, watch: Callable[[Account], None]) -> None:
        super().__init__(wire)
        self.watch = watch

    def _save(self, old: Account | None, new: Account) -> bool:
        saved = super()._save(old, new)
        if saved:
            self.watch(new)
        return saved


def watched_stores(
    wire: Wire,
    watch: Watch,
    tended: Callable[[Account], None],
    *,
    mids: type[Mids],
    contacts: type[Contacts],
) -> Stores:
    """Stores without a row, all behind *wire*."""
    return Stores(
        dms=WatchedDms(wire, watch),
        leads=Leads(wire),
        forms=Forms(wire),
        accounts=WatchedAccounts(wire, tended),
        logins=Logins(Clock(), wire),
        deletions=Deletions(wire),
        automations=Automations(wire),
        preferences=PreferenceStore(wire),
        activities=Activities(wire),
        contacts=contacts(wire),
        gates=Gates(wire),
        mids=mids(wire),
        keys=Keys(wire),
        logs=Logs(wire),
        counters=Counters(wire),
    )
