"""The tables in memory, watched: every write of a message is told to the world."""

from collections.abc import Callable

from chalicelib.domain.dm import Dm
from tests.fakes.accounts import Accounts
from tests.fakes.contacts import Contacts
from tests.fakes.counters import Counters
from tests.fakes.dms import Dms
from tests.fakes.gates import Gates
from tests.fakes.leads import Forms, Leads
from tests.fakes.logs import Logs
from tests.fakes.once import Keys, Mids
from tests.fakes.stores import Stores
from tests.fakes.wire import Wire

Watch = Callable[[Dm | None, Dm], None]


class WatchedDms(Dms):
    """The messages; *watch* hears of every write."""

    def __init__(self, wire: Wire, watch: Watch) -> None:
        super().__init__(wire)
        self.watch = watch

    def _write(self, old: Dm | None, new: Dm) -> None:
        self.rows[new.creator, new.id] = new
        self.watch(old, new)


def watched_stores(wire: Wire, watch: Watch, *, mids: type[Mids], contacts: type[Contacts]) -> Stores:
    """Stores without a row, all behind *wire*."""
    return Stores(
        dms=WatchedDms(wire, watch),
        leads=Leads(wire),
        forms=Forms(wire),
        accounts=Accounts(wire),
        contacts=contacts(wire),
        gates=Gates(wire),
        mids=mids(wire),
        keys=Keys(wire),
        logs=Logs(wire),
        counters=Counters(wire),
    )
