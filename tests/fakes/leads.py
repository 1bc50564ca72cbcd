"""The leads and the forms, in dicts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chalicelib.domain.account import Form
from chalicelib.domain.ids import first_id
from chalicelib.domain.lead import Lead
from tests.fakes.wire import Wire, Wired, port


class Leads(Wired):
    """Leads by creator and id."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[tuple[str, str], Lead] = {}
        # The account and name of those that have no person.
        self.sought: dict[tuple[str, str], tuple[str, str]] = {}

    @port
    def add(self, lead: Lead) -> bool:
        """Stores a new lead; False when its id is taken."""
        if (lead.creator, lead.id) in self.rows:
            return False
        self.rows[lead.creator, lead.id] = lead
        if lead.sought:
            self.sought[lead.creator, lead.id] = lead.account, lead.sought
        return True

    @port
    def get(self, creator: str, id: str) -> Lead | None:
        """The creator's own lead."""
        return self.rows.get((creator, id))

    @port
    def many(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Lead]:
        """Those of *keys* that exist."""
        return {key: self.rows[key] for key in keys if key in self.rows}

    @port
    def exists(self, id: str) -> bool:
        """Whether anybody has a lead of this id."""
        return self._owner(id) is not None

    @port
    def owner(self, id: str) -> str | None:
        """Whose lead it is."""
        return self._owner(id)

    @port
    def newest(self, creator: str, id: str) -> str | None:
        """The lead's newest message."""
        lead = self.rows.get((creator, id))
        return lead.dm if lead else None

    @port
    def bind(self, lead: Lead, person: str, *, sought: bool = False) -> bool:
        """Notes who the lead is on Instagram; False when it is somebody else already."""
        stored = self.rows.get((lead.creator, lead.id))
        if stored is None or stored.person not in {None, person}:
            return False
        self.rows[lead.creator, lead.id] = replace(stored, person=person)
        if not sought:
            self.sought.pop((lead.creator, lead.id), None)
        return True

    @port
    def seeks(self, account: str, *, since: int) -> bool:
        """Whether any lead of *since* or later is known by its name only; older ones leave the index."""
        places = sorted((name, key[1], key) for key, (where, name) in self.sought.items() if where == account)
        some = [key for _, _, key in places[:25]]
        old = [key for key in some if key[1] < first_id(since)]
        for key in old:
            del self.sought[key]
        return len(old) < len(some) or len(some) == 25

    @port
    def called(self, creator: str, account: str, username: str, *, since: int) -> Sequence[tuple[str, str]]:
        """The creator's oldest leads of *since* or later that are sought by this name, ten at most."""
        name = account, username.lower()
        keys = [key for key, of in self.sought.items() if of == name and key[1] >= first_id(since)]
        return [key for key in sorted(keys, key=lambda key: key[1])[:100] if key[0] == creator][:10]

    @port
    def point(self, lead: Lead, dm: str) -> None:
        """Makes *dm* the lead's newest message, unless a newer one is."""
        key = lead.creator, lead.id
        if key in self.rows and self.rows[key].dm < dm:
            self.rows[key] = replace(self.rows[key], dm=dm)

    @port
    def page(self, creator: str, *, before: str | None, limit: int) -> Sequence[Lead]:
        """Up to *limit* of the creator's leads older than the lead *before*, newest first."""
        own = sorted(
            (lead for (owner, _), lead in self.rows.items() if owner == creator),
            key=lambda lead: lead.id,
            reverse=True,
        )
        return [lead for lead in own if before is None or lead.id < before][:limit]

    @port
    def erase(self, lead: Lead) -> None:
        """Deletes the lead."""
        self.rows.pop((lead.creator, lead.id), None)
        self.sought.pop((lead.creator, lead.id), None)

    def _owner(self, id: str) -> str | None:
        if not id:
            raise ValueError("a key may not be empty")  # as DynamoDB says
        return next((creator for creator, known in self.rows if known == id), None)


class Forms(Wired):
    """Forms by their address."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[str, Form] = {}

    @port
    def get(self, slug: str) -> Form | None:
        """The form at this address."""
        return self.rows.get(slug)

    @port
    def put(self, form: Form) -> None:
        """Stores *form*."""
        self.rows[form.slug] = form

    @port
    def of_account(self, account: str) -> Sequence[Form]:
        """The account's forms."""
        return [form for form in self.rows.values() if form.account == account]

    @port
    def erase(self, form: Form) -> None:
        """Deletes the form."""
        self.rows.pop(form.slug, None)
