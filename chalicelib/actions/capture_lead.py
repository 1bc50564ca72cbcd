"""Take in a lead from a public form. Nobody is messaged yet: on Instagram the person has to act first."""

from dataclasses import dataclass, replace

from chalicelib.actions.ports import Automations, Chance, Clock, Dms, Forms, Leads, PreferenceStore
from chalicelib.domain.account import Form
from chalicelib.domain.automation import Automation, choose
from chalicelib.domain.dm import Dm, State
from chalicelib.domain.ids import new_id, new_secret
from chalicelib.domain.lead import Lead, Provider, first_dm
from chalicelib.domain.message import Values, compose, render
from chalicelib.domain.occasion import Occasion, Trigger


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

    def __init__(
        self,
        *,
        forms: Forms,
        automations: Automations,
        preferences: PreferenceStore,
        leads: Leads,
        dms: Dms,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.forms = forms
        self.automations = automations
        self.preferences = preferences
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
        dm = self._dm(submission, form, lead)
        # First: without its lead nobody sees it, and a lead never stands without its message.
        self.dms.add(dm)
        self.leads.add(lead)
        return Captured(lead, dm, form.username)

    def _dm(self, submission: Submission, form: Form, lead: Lead) -> Dm:
        dm = Dm(
            creator=lead.creator,
            id=lead.dm,
            account=lead.account,
            text=render(form.text, _values(submission)),
            created_at=lead.created_at,
            state=_first_state(lead.provider),
        )
        if form.open_text and submission.message:
            return replace(dm, text=submission.message)  # a person's own words, so nothing is added
        return dm if lead.provider is Provider.WHATSAPP else self._automated(dm, submission, form)

    def _automated(self, dm: Dm, submission: Submission, form: Form) -> Dm:
        """The automation for new leads, if there is one, else the form's own text; and who is writing."""
        line = self.preferences.get(dm.creator).disclosure
        automation = self._welcome(dm)
        if automation is None:
            return replace(dm, text=compose(form.text, _values(submission), line=line))
        self.automations.count(automation, now=self.clock())
        text = compose(automation.text, _values(submission, link=automation.link), line=line)
        return replace(dm, text=text, choices=automation.choices, automation=automation.id)

    def _welcome(self, dm: Dm) -> Automation | None:
        own = [a for a in self.automations.of(dm.account) if a.creator == dm.creator and a.active]
        occasion = Occasion(trigger=Trigger.LEAD, account=dm.account, person="", at=dm.created_at, key=dm.id)
        found = choose(own, occasion)
        return found.automation if found else None

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


def _values(submission: Submission, link: str | None = None) -> Values:
    return Values(name=submission.name, username=submission.username, link=link)
