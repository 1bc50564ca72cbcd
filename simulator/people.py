"""People as accounts know them: one IGSID per account and person."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person towards one account. *last_act* (seconds) began the window; None: never acted."""

    igsid: str
    account: str
    username: str
    name: str = ""
    available: bool = True  # False: blocked the account, or gone
    last_act: float | None = None


class People:
    """Everybody, by IGSID and by username towards an account."""

    def __init__(self) -> None:
        self._by_igsid: dict[str, Person] = {}
        self._by_name: dict[tuple[str, str], str] = {}

    def save(self, person: Person) -> Person:
        """Keeps *person*, replacing the one with the same IGSID."""
        old = self._by_igsid.get(person.igsid)
        if old and old.username != person.username:
            self._by_name.pop((old.account, old.username), None)
        self._by_igsid[person.igsid] = person
        self._by_name[person.account, person.username] = person.igsid
        return person

    def get(self, igsid: str) -> Person | None:
        """The person with this IGSID, towards whatever account."""
        return self._by_igsid.get(igsid)

    def towards(self, account: str, igsid: str) -> Person | None:
        """The person only if the IGSID belongs to this account."""
        person = self._by_igsid.get(igsid)
        return person if person and person.account == account else None

    def named(self, account: str, username: str) -> Person | None:
        """The person with this username, as *account* knows them."""
        igsid = self._by_name.get((account, username.lower()))
        return self._by_igsid[igsid] if igsid else None

    def of(self, account: str) -> list[Person]:
        """Everybody whom *account* knows, by name."""
        known = (one for one in self._by_igsid.values() if one.account == account)
        return sorted(known, key=lambda one: one.username)

    def touch(self, person: Person, now: float) -> Person:
        """Notes an action that opens or restarts the 24-hour window."""
        return self.save(replace(person, last_act=now))

    def count(self) -> int:
        """How many IGSIDs exist."""
        return len(self._by_igsid)
