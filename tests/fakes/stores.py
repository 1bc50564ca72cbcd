"""All stores together, in memory."""

from dataclasses import dataclass

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
from tests.fakes.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """One store per kind of record."""

    dms: Dms
    leads: Leads
    forms: Forms
    accounts: Accounts
    logins: Logins
    deletions: Deletions
    automations: Automations
    preferences: PreferenceStore
    activities: Activities
    contacts: Contacts
    gates: Gates
    mids: Mids
    keys: Keys
    logs: Logs
    counters: Counters


def empty_stores(clock: Clock, wire: Wire | None = None) -> Stores:
    """Stores without a row, all behind *wire*."""
    return Stores(
        dms=Dms(wire),
        leads=Leads(wire),
        forms=Forms(wire),
        accounts=Accounts(wire),
        logins=Logins(clock, wire),
        deletions=Deletions(wire),
        automations=Automations(wire),
        preferences=PreferenceStore(wire),
        activities=Activities(wire),
        contacts=Contacts(wire),
        gates=Gates(wire),
        mids=Mids(wire),
        keys=Keys(wire),
        logs=Logs(wire),
        counters=Counters(wire),
    )
