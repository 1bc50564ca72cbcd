"""The table of people towards accounts."""

from collections.abc import Iterable
from dataclasses import asdict

from pynamodb.expressions.update import Action

from chalicelib.domain.contact import Contact, Key, Turn
from chalicelib.domain.person import Names
from chalicelib.store.rows import ContactRow


class Contacts:
    """Contacts as rows."""

    def get(self, account: str, person: str) -> Contact | None:
        """What we know of the person (a consistent read)."""
        try:
            row = ContactRow.get(account, person, consistent_read=True)
        except ContactRow.DoesNotExist:
            return None
        return _contact(row)

    def many(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Contact]:
        """Those of *keys* (account and person) that are known; 100 keys cost one request."""
        found = (_contact(row) for row in ContactRow.batch_get(list(keys)))
        return {(contact.account, contact.person): contact for contact in found}

    def touch(self, account: str, person: str, at: int, *, lead: Key | None = None) -> None:
        """The person acted at *at*, and is this *lead* (creator and id); older news leave the time alone."""
        row = ContactRow(account, person)
        theirs: list[Action] = [] if lead is None else [ContactRow.leads.add({"#".join(lead)})]
        newer = ContactRow.last_act_at.does_not_exist() | (ContactRow.last_act_at < at)
        if not row.update_if([ContactRow.last_act_at.set(at), *theirs], newer) and theirs:
            row.update(theirs)

    def opt_out(self, account: str, person: str, at: int) -> None:
        """The person said at *at* that they want no more messages."""
        later = ContactRow.stop_at.does_not_exist() | (ContactRow.stop_at < at)
        ContactRow(account, person).update_if([ContactRow.stop_at.set(at)], later)

    def opt_in(self, account: str, person: str, at: int) -> bool:
        """The person said at *at* that they want messages; whether they had wanted none before."""
        row = ContactRow(account, person)
        later = ContactRow.start_at.does_not_exist() | (ContactRow.start_at <= at)  # said once, told twice
        return row.update_if([ContactRow.start_at.set(at)], later) and (row.stop_at or at) < at

    def name(self, account: str, person: str, names: Names) -> None:
        """Keeps what the person calls themselves."""
        given = ((ContactRow.username, names.username), (ContactRow.name, names.name))
        actions: list[Action] = [attribute.set(value) for attribute, value in given if value]
        if actions:
            ContactRow(account, person).update_if(actions, ContactRow.person.exists())

    def engage(self, seen: Contact, new: Contact) -> bool:
        """Keeps the automated messages of *new*; False when there was another since *seen* was read."""
        actions: list[Action] = [
            ContactRow.turns.set([asdict(turn) for turn in new.turns]),
            ContactRow.had.set(set(new.had)),
            ContactRow.engaged.set(new.engaged),
            ContactRow.leads.add({"#".join(key) for key in new.leads}),
        ]
        first = ContactRow.engaged.does_not_exist()
        unchanged = ContactRow.engaged == seen.engaged if seen.engaged else first
        return ContactRow(seen.account, seen.person).update_if(actions, unchanged)

    def hold(self, seen: Contact, dm: str, until: int) -> bool:
        """Keeps the person for one message; False when somebody was faster since *seen* was read."""
        free = ContactRow.busy_dm.does_not_exist()
        same = (ContactRow.busy_dm == seen.busy_dm) & (ContactRow.busy_until == seen.busy_until)
        unchanged = free if seen.busy_dm is None else same
        silence = ContactRow.stop_at.does_not_exist()
        unchanged &= silence if seen.stop_at is None else ContactRow.stop_at == seen.stop_at
        actions: list[Action] = [ContactRow.busy_dm.set(dm), ContactRow.busy_until.set(until)]
        if seen.busy_dm not in {None, dm}:
            actions.append(ContactRow.former_dm.set(seen.busy_dm))
        return ContactRow(seen.account, seen.person).update_if(actions, unchanged)

    def forget(self, contact: Contact) -> None:
        """Deletes what is known of one person, but not that they want no messages."""
        row = ContactRow(contact.account, contact.person)
        if row.delete_if(ContactRow.stop_at.does_not_exist()):
            return
        keys = {"account_id", "person", "stop_at", "start_at"}
        rest: list[Action] = [
            a.remove() for name, a in ContactRow.get_attributes().items() if name not in keys
        ]
        row.update_if(rest, ContactRow.stop_at.exists())

    def erase(self, account: str, *, limit: int) -> int:
        """Deletes up to *limit* people of the account; how many it were."""
        rows = list(ContactRow.query(account, limit=limit))
        with ContactRow.batch_write() as batch:
            for row in rows:
                batch.delete(row)
        return len(rows)


def _contact(row: ContactRow) -> Contact:
    return Contact(
        account=row.account_id,
        person=row.person,
        last_act_at=None if row.last_act_at is None else int(row.last_act_at),
        busy_dm=row.busy_dm,
        busy_until=int(row.busy_until or 0),
        former_dm=row.former_dm,
        username=row.username,
        name=row.name,
        leads=frozenset(_key(text) for text in row.leads or ()),
        turns=tuple(Turn(**fields) for fields in row.turns or ()),
        had=frozenset(row.had or ()),
        engaged=int(row.engaged or 0),
        stop_at=None if row.stop_at is None else int(row.stop_at),
        start_at=None if row.start_at is None else int(row.start_at),
    )


def _key(text: str) -> Key:
    creator, _, lead = text.partition("#")
    return creator, lead
