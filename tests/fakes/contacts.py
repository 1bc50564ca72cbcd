"""People towards accounts, in a dict."""

from collections.abc import Iterable
from dataclasses import replace

from chalicelib.domain.contact import Contact, Key
from chalicelib.domain.person import Names
from tests.fakes.wire import Wire, Wired, port


class Contacts(Wired):
    """Contacts by account and person."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[tuple[str, str], Contact] = {}

    @port
    def get(self, account: str, person: str) -> Contact | None:
        """What we know of the person."""
        return self.rows.get((account, person))

    @port
    def many(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Contact]:
        """Those of *keys* (account and person) that are known."""
        return {key: self.rows[key] for key in keys if key in self.rows}

    @port
    def touch(self, account: str, person: str, at: int, *, lead: Key | None = None) -> None:
        """The person acted at *at*, and is this *lead*; older news leave the time alone."""
        stored = self._known(account, person)
        newest = max(at, stored.last_act_at or 0)
        leads = stored.leads | {lead} if lead else stored.leads
        self.rows[account, person] = replace(stored, last_act_at=newest, leads=leads)

    @port
    def opt_out(self, account: str, person: str, at: int) -> None:
        """The person said at *at* that they want no more messages."""
        stored = self._known(account, person)
        self.rows[account, person] = replace(stored, stop_at=max(at, stored.stop_at or at))

    @port
    def opt_in(self, account: str, person: str, at: int) -> bool:
        """The person said at *at* that they want messages; whether they had wanted none before."""
        stored = self._known(account, person)
        if stored.start_at is not None and stored.start_at > at:
            return False
        self.rows[account, person] = replace(stored, start_at=at)
        return (stored.stop_at or at) < at

    @port
    def name(self, account: str, person: str, names: Names) -> None:
        """Keeps what the person calls themselves."""
        stored = self.rows.get((account, person))
        if stored is not None:
            username, name = names.username or stored.username, names.name or stored.name
            self.rows[account, person] = replace(stored, username=username, name=name)

    @port
    def engage(self, seen: Contact, new: Contact) -> bool:
        """Keeps the automated messages of *new*; False when there was another since *seen* was read."""
        stored = self._known(seen.account, seen.person)
        if stored.engaged != seen.engaged:
            return False
        self.rows[seen.account, seen.person] = replace(
            stored, turns=new.turns, had=new.had, engaged=new.engaged, leads=stored.leads | new.leads
        )
        return True

    @port
    def forget(self, contact: Contact) -> None:
        """Deletes what is known of one person, but not that they want no messages."""
        key = contact.account, contact.person
        stored = self.rows.pop(key, contact)
        if stored.stop_at is None:
            return
        self.rows[key] = Contact(
            account=contact.account,
            person=contact.person,
            stop_at=stored.stop_at,
            start_at=stored.start_at,
        )

    @port
    def hold(self, seen: Contact, dm: str, until: int) -> bool:
        """Keeps the person for one message; False when somebody was faster since *seen* was read."""
        stored = self._known(seen.account, seen.person)
        as_read = (seen.busy_dm, seen.busy_until, seen.stop_at)
        if (stored.busy_dm, stored.busy_until, stored.stop_at) != as_read:
            return False
        former = stored.former_dm if stored.busy_dm in {None, dm} else stored.busy_dm
        held = replace(stored, busy_dm=dm, busy_until=until, former_dm=former)
        self.rows[seen.account, seen.person] = held
        return True

    @port
    def erase(self, account: str, *, limit: int) -> int:
        """Deletes up to *limit* people of the account; how many it were."""
        keys = [key for key in self.rows if key[0] == account][:limit]
        for key in keys:
            del self.rows[key]
        return len(keys)

    def _known(self, account: str, person: str) -> Contact:
        return self.rows.get((account, person)) or Contact(account=account, person=person)
