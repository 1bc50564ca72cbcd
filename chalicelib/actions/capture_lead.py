"""Take in a lead from a public form. Nobody is messaged yet: on Instagram the person has to act first."""

from dataclasses import dataclass

from chalicelib.actions.ports import Chance, Clock, Dms, Forms, Leads
from chalicelib.domain.account import Form
from chalicelib.domain.dm import Dm, State
from chalicelib.domain.ids import new_id, new_secret
from chalicelib.domain.lead import Lead, Provider, first_dm
from chalicelib.domain.message import render


class NoSuchForm(Exception):
    """Nobody has a form at this address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What somebody typed into a form, already checked for shape."""

    form: str
    name: str
    provider: Provider
    username: str | None = None
    phone: str | None = None  # digits only
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Captured:
    """The new lead, its message, and the Instagram name to contact."""

    lead: Lead
    dm: Dm
    username: str


class CaptureLead:
    """Stores the waiting message, then the lead."""

    def __init__(self, *, forms: Forms, leads: Leads, dms: Dms, clock: Clock, chance: Chance) -> None:
        self.forms = forms
        self.leads = leads
        self.dms = dms
        self.clock = clock
        self.chance = chance

    def __call__(self, submission: Submission) -> Captured:
        """The stored lead and message; raises NoSuchForm."""
        form = self.forms.get(submission.form)
        if form is None:
            raise NoSuchForm(submission.form)
        lead = self._lead(submission, form)
        dm = Dm(
            creator=lead.creator,
            id=lead.dm,
            account=lead.account,
            text=_text(submission, form),
            created_at=lead.created_at,
            state=_first_state(lead.provider),
        )
        self.dms.add(
            dm
        )  # first: without its lead nobody sees it, and a lead never stands without its message
        self.leads.add(lead)
        return Captured(lead, dm, form.username)

    def _lead(self, submission: Submission, form: Form) -> Lead:
        now = self.clock()
        id = new_id(now, self.chance)
        return Lead(
            creator=form.creator,
            id=id,
            account=form.account,
            form=form.slug,
            provider=submission.provider,
            name=submission.name,
            consent_at=now,
            created_at=now,
            username=submission.username,
            phone=submission.phone,
            words=submission.message,
            ref=new_secret(self.chance),
            dm=first_dm(id),
        )


def _first_state(provider: Provider) -> State:
    return State.COMING_SOON if provider is Provider.WHATSAPP else State.AWAITING_CONTACT


def _text(submission: Submission, form: Form) -> str:
    if form.open_text and submission.message:
        return submission.message
    return render(form.text, name=submission.name)
