"""The leads' and the forms' tables."""

from collections.abc import Iterable, Sequence

from pynamodb.expressions.update import Action

from chalicelib.domain.account import Form
from chalicelib.domain.ids import first_id
from chalicelib.domain.lead import FORM, Lead, Provider
from chalicelib.store.account_rows import FormRow
from chalicelib.store.rows import LeadRow

Key = tuple[str, str]  # creator and lead
NAMESAKES = 10  # more than one are nobody anyway
LOOKED_AT = 100  # an account that changed hands may have leads of its former creator
TIDIED = 25


class Leads:
    """Leads as rows, a creator's own behind the creator's id."""

    def add(self, lead: Lead) -> bool:
        """Stores a new lead; False when its id is taken."""
        return LeadRow(
            lead.creator,
            lead.id,
            account_id=lead.account,
            form=lead.form or None,
            source=lead.source,
            provider=lead.provider,
            name=lead.name,
            consent_at=lead.consent_at,
            created_at=lead.created_at,
            username=lead.username,
            phone=lead.phone,
            words=lead.words,
            ref=lead.ref,
            person=lead.person,
            dm_id=lead.dm,
            sought=f"{lead.sought}#{lead.id}" if lead.sought else None,
        ).save_if(LeadRow.lead_id.does_not_exist())

    def get(self, creator: str, id: str) -> Lead | None:
        """The creator's own lead (a consistent read)."""
        try:
            return _lead(LeadRow.get(creator, id, consistent_read=True))
        except LeadRow.DoesNotExist:
            return None

    def many(self, keys: Iterable[Key]) -> dict[Key, Lead]:
        """Those of *keys* that exist; 100 keys cost one request."""
        found = (_lead(row) for row in LeadRow.batch_get(list(keys)))
        return {(lead.creator, lead.id): lead for lead in found}

    def exists(self, id: str) -> bool:
        """Whether anybody has a lead of this id."""
        return self.owner(id) is not None

    def owner(self, id: str) -> str | None:
        """Whose lead it is."""
        return next((row.creator_id for row in LeadRow.by_id.query(id, limit=1)), None)

    def newest(self, creator: str, id: str) -> str | None:
        """The lead's newest message."""
        lead = self.get(creator, id)
        return lead.dm if lead else None

    def bind(self, lead: Lead, person: str, *, sought: bool = False) -> bool:
        """Notes who the lead is on Instagram; False when it is somebody else already.

        Its name leads to it no more, unless it is to stay *sought*.
        """
        free = LeadRow.lead_id.exists() & (LeadRow.person.does_not_exist() | (LeadRow.person == person))
        found: list[Action] = [] if sought else [LeadRow.sought.remove()]
        return LeadRow(lead.creator, lead.id).update_if([LeadRow.person.set(person), *found], free)

    def seeks(self, account: str, *, since: int) -> bool:
        """Whether any lead of *since* (milliseconds) or later is known by its name only.

        Those that are older are sought no more: a few are taken out of the index each time, so that it stays
        small although nobody came.
        """
        some = list(LeadRow.by_name.query(account, limit=TIDIED))
        old = [row for row in some if row.lead_id < first_id(since)]
        for row in old:
            LeadRow(row.creator_id, row.lead_id).update_if(
                [LeadRow.sought.remove()], LeadRow.lead_id.exists()
            )
        return len(old) < len(some) or len(some) == TIDIED

    def called(self, creator: str, account: str, username: str, *, since: int) -> Sequence[Key]:
        """The creator's oldest leads of *since* or later that are sought by this name, ten at most."""
        name = username.lower()
        of_name = LeadRow.sought.between(f"{name}#{first_id(since)}", f"{name}#~")
        rows = LeadRow.by_name.query(account, of_name, limit=LOOKED_AT)
        own = [(row.creator_id, row.lead_id) for row in rows if row.creator_id == creator]
        return own[:NAMESAKES]

    def point(self, lead: Lead, dm: str) -> None:
        """Makes *dm* the lead's newest message, unless a newer one is."""
        LeadRow(lead.creator, lead.id).update_if([LeadRow.dm_id.set(dm)], LeadRow.dm_id < dm)

    def page(self, creator: str, *, before: str | None, limit: int) -> Sequence[Lead]:
        """Up to *limit* of the creator's leads older than the lead *before*, newest first."""
        older = None if before is None else LeadRow.lead_id < before
        rows = LeadRow.query(creator, older, scan_index_forward=False, limit=limit)
        return [_lead(row) for row in rows]

    def erase(self, lead: Lead) -> None:
        """Deletes the lead."""
        LeadRow(lead.creator, lead.id).delete()


class Forms:
    """Forms as rows."""

    def get(self, slug: str) -> Form | None:
        """The form at this address."""
        try:
            row = FormRow.get(slug)
        except FormRow.DoesNotExist:
            return None
        return Form(
            slug=row.slug,
            creator=row.creator_id,
            account=row.account_id,
            username=row.username,
            text=row.text,
            open_text=row.open_text,
        )

    def put(self, form: Form) -> None:
        """Stores *form*, replacing an earlier one at its address."""
        FormRow(
            form.slug,
            creator_id=form.creator,
            account_id=form.account,
            username=form.username,
            text=form.text,
            open_text=form.open_text,
        ).save()

    def of_account(self, account: str) -> Sequence[Form]:
        """The account's forms."""
        found = [self.get(row.slug) for row in FormRow.by_account.query(account)]
        return [form for form in found if form is not None]

    def erase(self, form: Form) -> None:
        """Deletes the form."""
        FormRow(form.slug).delete()


def _lead(row: LeadRow) -> Lead:
    return Lead(
        creator=row.creator_id,
        id=row.lead_id,
        account=row.account_id,
        form=row.form or "",
        source=row.source or FORM,
        provider=Provider(row.provider),
        name=row.name,
        consent_at=int(row.consent_at),
        created_at=int(row.created_at),
        username=row.username,
        phone=row.phone,
        words=row.words,
        ref=row.ref or "",
        person=row.person,
        dm=row.dm_id,
    )
