"""What the actions need of the world outside. The real parts are in store, graph and queues."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Protocol

from chalicelib.domain.account import Account, Form
from chalicelib.domain.activity import Activity
from chalicelib.domain.automation import Automation
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Event, Past
from chalicelib.domain.grounds import Sign
from chalicelib.domain.hint import Hint
from chalicelib.domain.lead import Lead
from chalicelib.domain.log import Entry
from chalicelib.domain.login import Grant, Pass, Profile
from chalicelib.domain.once import Claimed, Receipts
from chalicelib.domain.parcel import Parcel
from chalicelib.domain.person import Names
from chalicelib.domain.preferences import Preferences
from chalicelib.domain.sending import Outgoing, Sent, Sighting
from chalicelib.domain.spill import Spill
from chalicelib.domain.visit import Visit

Clock = Callable[[], int]  # milliseconds since 1970
Chance = Callable[[int], bytes]  # n -> n random bytes
Key = tuple[str, str]  # creator, and message or account


class Dms(Protocol):
    """The messages."""

    def add(self, dm: Dm) -> bool:
        """Stores a new message; False when its id is taken."""

    def get(self, creator: str, id: str) -> Dm | None:
        """The message as it is this moment."""

    def many(self, keys: Iterable[Key]) -> dict[Key, Dm]:
        """Those of *keys* that exist."""

    def of_lead(self, creator: str, lead: str) -> Sequence[Dm]:
        """All messages to a lead, newest first."""

    def save(self, old: Dm, new: Dm) -> bool:
        """Replaces *old* by *new*; False when somebody changed it meanwhile."""

    def mark(
        self,
        key: Key,
        *,
        confirmed_at: int | None = None,
        read_at: int | None = None,
        sign: Sign | None = None,
    ) -> Dm | None:
        """Notes a receipt, the first one of its kind, or the last sign; no reading becomes stale by that.

        The message as it is now, None when it is gone.
        """

    def paused(self, creator: str, account: str, *, limit: int) -> Sequence[Key]:
        """Up to *limit* messages that wait for the account's connection, in the order of their leads."""

    def overdue(self, now: int) -> Iterable[Key]:
        """Messages that somebody should have looked at by *now*."""


class Leads(Protocol):
    """The leads."""

    def add(self, lead: Lead) -> bool:
        """Stores a new lead; False when its id is taken."""

    def get(self, creator: str, id: str) -> Lead | None:
        """The creator's own lead."""

    def exists(self, id: str) -> bool:
        """Whether anybody has a lead of this id."""

    def point(self, lead: Lead, dm: str) -> None:
        """Makes *dm* the lead's newest message."""

    def page(self, creator: str, *, before: str | None, limit: int) -> Sequence[Lead]:
        """Up to *limit* of the creator's leads older than the lead *before*, newest first."""


class Forms(Protocol):
    """The public lead forms."""

    def get(self, slug: str) -> Form | None:
        """The form at this address."""


class Accounts(Protocol):
    """The connected Instagram accounts."""

    def get(self, creator: str, id: str) -> Account | None:
        """The creator's own account."""

    def of(self, creator: str) -> Sequence[Account]:
        """The creator's accounts."""

    def connect(self, old: Account | None, new: Account) -> bool:
        """Replaces *old* by *new* and makes it its creator's; False when somebody changed it meanwhile.

        Raises Taken while it is another creator's.
        """

    def save(self, old: Account | None, new: Account) -> bool:
        """Replaces *old* by *new*; False when somebody changed it meanwhile."""

    def owner(self, id: str) -> str | None:
        """The creator that an Instagram account belongs to."""

    def leave(self, old: Account, new: Account) -> bool:
        """Replaces *old* by *new*, and others may connect the account; False as for save."""

    def named(self, user_id: str) -> Sequence[Key]:
        """The accounts that Instagram calls *user_id*, by either of its two numbers: creator and id."""

    def due(self, now: int) -> Iterable[Key]:
        """The accounts that somebody should look at by *now*: creator and id."""

    def erase(self, account: Account) -> None:
        """Deletes the account's record."""


class Contacts(Protocol):
    """People towards accounts."""

    def get(self, account: str, person: str) -> Contact | None:
        """What we know of the person."""

    def touch(self, account: str, person: str, at: int, *, lead: Key | None = None) -> None:
        """The person acted at *at*, and is this *lead* (creator and id); older news leave the time alone."""

    def opt_out(self, account: str, person: str, at: int) -> None:
        """The person said at *at* that they want no more messages."""

    def opt_in(self, account: str, person: str, at: int) -> bool:
        """The person said at *at* that they want messages; whether they had wanted none before."""

    def name(self, account: str, person: str, names: Names) -> None:
        """Keeps what the person calls themselves."""

    def engage(self, seen: Contact, new: Contact) -> bool:
        """Keeps the automated messages of *new*; False when there was another since *seen* was read."""

    def hold(self, seen: Contact, dm: str, until: int) -> bool:
        """Keeps the person for one message; False after somebody else's or a STOP since *seen* was read."""


class Automations(Protocol):
    """What creators have set up."""

    def of(self, account: str) -> Sequence[Automation]:
        """All of an account's, as they are this moment."""

    def get(self, account: str, id: str) -> Automation | None:
        """One of an account's, as it is this moment."""

    def count(self, automation: Automation, *, now: int) -> bool:
        """Counts one more message of the day; False when the day's are spent."""

    def uncount(self, automation: Automation, *, now: int) -> None:
        """Takes one back that was counted at *now*."""


class PreferenceStore(Protocol):
    """What creators have decided for all their messages."""

    def get(self, creator: str) -> Preferences:
        """The creator's, or what everybody starts with."""


class Activities(Protocol):
    """Why events led to no message."""

    def put(self, activity: Activity) -> None:
        """Keeps one; a message that is told twice stands there once."""


class Mids(Protocol):
    """Instagram's message ids. Each belongs to one message of ours at most."""

    def take(self, account: str, mid: str, dm: Key) -> Receipts | None:
        """Ties *mid* to *dm*, with the receipts that came before; None when it belongs to another."""

    def echo(self, account: str, mid: str, at: int) -> Receipts:
        """Notes an echo, also one that is early."""

    def seen(self, account: str, mid: str, at: int) -> Receipts:
        """Notes a read receipt, also one that is early."""


class Keys(Protocol):
    """Idempotency keys."""

    def claim(self, creator: str, key: str, *, dm: str, digest: str) -> Claimed:
        """What *key* stands for: *dm* and *digest* if it is new."""

    def finish(self, creator: str, key: str, *, dm: str) -> None:
        """The request under *key* is done, and *dm* came of it."""


class Logs(Protocol):
    """The history of each message."""

    def add(self, entry: Entry) -> None:
        """Stores one entry."""

    def of_lead(self, creator: str, lead: str, *, limit: int) -> Sequence[Entry]:
        """A lead's newest entries, newest first."""


class Hints(Protocol):
    """The queue of Instagram messages to look at."""

    def send(self, hint: Hint, *, delay: timedelta = timedelta()) -> None:
        """Asks a worker to look; a failure costs a minute only, since the sweeper asks again."""


class News(Protocol):
    """The queue of what Instagram told us, and of what we could not write down at once."""

    def tell(self, webhook: Parcel) -> None:
        """Keeps a webhook as it came; raises when that failed."""

    def put(self, events: Sequence[Event]) -> None:
        """Keeps the events; raises when that failed."""

    def spill(self, spill: Spill) -> None:
        """Keeps a settlement that the tables did not take."""


class Visits(Protocol):
    """The queue of accounts to look after."""

    def ask(self, visits: Iterable[Visit]) -> int:
        """Asks a worker to look at each; how many the queue took. Others are found by their due date."""

    def waiting(self) -> int:
        """How many wait for a worker, about."""


class Login(Protocol):
    """Instagram's login, and its calls about accounts."""

    def address(self, state: str) -> str:
        """Where a browser goes to log in."""

    def redeem(self, code: str) -> Grant:
        """The short token for a code; raises LoginFailed or a Fault."""

    def lengthen(self, short: str) -> Pass:
        """The long token for a short one; raises LoginFailed or a Fault."""

    def newcomer(self, token: str) -> Profile:
        """Who has just logged in; raises LoginFailed or a Fault."""

    def refresh(self, token: str) -> Pass:
        """A token with another 60 days; raises a Fault."""

    def profile(self, token: str) -> Profile:
        """Whom a token stands for; raises a Fault."""

    def subscribe(self, token: str) -> bool:
        """Has Instagram send us the account's events; whether it agreed. Raises a Fault."""

    def subscribed(self, token: str) -> bool:
        """Whether Instagram sends us the account's events; raises a Fault."""

    def unsubscribe(self, token: str) -> None:
        """Ends the account's events; raises a Fault."""

    def permitted(self, token: str) -> None:
        """Raises a Fault when the account's messages are out of our reach."""


class Vault(Protocol):
    """Access tokens."""

    def seal(self, token: str, *, creator: str, account: str) -> bytes:
        """The token's ciphertext."""

    def open(self, account: Account) -> str:
        """The account's token in clear text."""


class Instagram(Protocol):
    """The Graph API."""

    def send(self, outgoing: Outgoing) -> Sent:
        """Sends one message; raises a Fault."""

    def reply(self, token: str, comment: str, text: str) -> None:
        """Answers under a comment, for everybody to see; raises a Fault."""

    def names(self, token: str, person: str) -> Names:
        """What somebody who wrote to the account calls themselves; raises a Fault."""

    def past(self, account: Account, token: str, *, since: int, after: str | None) -> Past:
        """What people wrote to the account at *since* or later, a page of conversations; raises a Fault."""

    def sightings(self, account: str, token: str, person: str) -> Sequence[Sighting]:
        """The account's newest messages to *person*, as Instagram has them; raises a Fault."""
