"""The table of people towards accounts."""

from pynamodb.expressions.update import Action

from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Sign
from chalicelib.store.rows import ContactRow


class Contacts:
    """Contacts as rows."""

    def get(self, account: str, person: str) -> Contact | None:
        """What we know of the person (a consistent read)."""
        try:
            row = ContactRow.get(account, person, consistent_read=True)
        except ContactRow.DoesNotExist:
            return None
        return Contact(
            account=row.account_id,
            person=row.person,
            last_act_at=None if row.last_act_at is None else int(row.last_act_at),
            busy_dm=row.busy_dm,
            busy_until=int(row.busy_until or 0),
            sign=_sign(row),
        )

    def touch(self, account: str, person: str, at: int) -> None:
        """The person acted at *at*; older news change nothing."""
        newer = ContactRow.last_act_at.does_not_exist() | (ContactRow.last_act_at < at)
        ContactRow(account, person).update_if([ContactRow.last_act_at.set(at)], newer)

    def note(self, account: str, person: str, sign: Sign) -> None:
        """Keeps an echo that came while a call was under way."""
        seen = {"sign_mid": sign.mid, "sign_at": sign.at, "sign_digest": sign.digest}
        actions: list[Action] = [getattr(ContactRow, name).set(value) for name, value in seen.items()]
        ContactRow(account, person).update_if(actions, ContactRow.person.exists())

    def hold(self, seen: Contact, dm: str, until: int) -> bool:
        """Keeps the person for one message; False when somebody was faster since *seen* was read."""
        free = ContactRow.busy_dm.does_not_exist()
        same = (ContactRow.busy_dm == seen.busy_dm) & (ContactRow.busy_until == seen.busy_until)
        unchanged = free if seen.busy_dm is None else same
        actions: list[Action] = [ContactRow.busy_dm.set(dm), ContactRow.busy_until.set(until)]
        return ContactRow(seen.account, seen.person).update_if(actions, unchanged)

    def erase(self, account: str, *, limit: int) -> int:
        """Deletes up to *limit* people of the account; how many it were."""
        rows = list(ContactRow.query(account, limit=limit))
        with ContactRow.batch_write() as batch:
            for row in rows:
                batch.delete(row)
        return len(rows)


def _sign(row: ContactRow) -> Sign | None:
    if not (row.sign_mid and row.sign_at and row.sign_digest):
        return None
    return Sign(row.sign_mid, int(row.sign_at), row.sign_digest)
