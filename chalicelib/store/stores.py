"""All tables of one stage, opened together behind one client."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.ids import Chance
from chalicelib.store.accounts import Accounts
from chalicelib.store.activities import Activities
from chalicelib.store.automations import Automations, PreferenceStore
from chalicelib.store.contacts import Contacts
from chalicelib.store.counters import Counters
from chalicelib.store.dms import Dms
from chalicelib.store.gates import Gates
from chalicelib.store.leads import Forms, Leads
from chalicelib.store.logins import Deletions, Logins
from chalicelib.store.logs import Logs
from chalicelib.store.once import Keys, Mids
from chalicelib.store.rows import ROWS
from chalicelib.store.table import bind

if TYPE_CHECKING:
    from botocore.client import BaseClient


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


def open_stores(
    client: "BaseClient", name: Callable[[str], str], *, clock: Callable[[], int], chance: Chance
) -> Stores:
    """The stores on the tables that *name* gives for each kind."""
    bind(ROWS, client, name)
    return Stores(
        dms=Dms(chance),
        leads=Leads(),
        forms=Forms(),
        accounts=Accounts(client),
        logins=Logins(clock),
        deletions=Deletions(),
        automations=Automations(),
        preferences=PreferenceStore(),
        activities=Activities(clock),
        contacts=Contacts(),
        gates=Gates(),
        mids=Mids(clock),
        keys=Keys(clock),
        logs=Logs(chance),
        counters=Counters(client, clock),
    )
