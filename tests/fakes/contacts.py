"""People towards accounts, in a dict."""

from dataclasses import replace

from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Sign
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
    def touch(self, account: str, person: str, at: int) -> None:
        """The person acted at *at*; older news change nothing."""
        stored = self._known(account, person)
        if stored.last_act_at is None or stored.last_act_at < at:
            self.rows[account, person] = replace(stored, last_act_at=at)

    @port
    def note(self, account: str, person: str, sign: Sign) -> None:
        """Keeps an echo that came while a call was under way."""
        stored = self.rows.get((account, person))
        if stored is not None:
            self.rows[account, person] = replace(stored, sign=sign)

    @port
    def hold(self, seen: Contact, dm: str, until: int) -> bool:
        """Keeps the person for one message; False when somebody was faster since *seen* was read."""
        stored = self._known(seen.account, seen.person)
        if (stored.busy_dm, stored.busy_until) != (seen.busy_dm, seen.busy_until):
            return False
        self.rows[seen.account, seen.person] = replace(stored, busy_dm=dm, busy_until=until)
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
