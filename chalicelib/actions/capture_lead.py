"""Take in a lead from a public form. Nobody is messaged yet: on Instagram the person has to act first."""

from dataclasses import dataclass, replace
from hashlib import sha256

from chalicelib.actions.ports import Automations, Chance, Clock, Dms, Forms, Keys, Leads, PreferenceStore
from chalicelib.actions.queue_dm import KeyReused
from chalicelib.domain.account import Form
from chalicelib.domain.automation import Automation, choose
from chalicelib.domain.dm import Dm
from chalicelib.domain.ids import new_id, new_secret
from chalicelib.domain.lead import Lead, Provider, first_dm
from chalicelib.domain.message import Values, compose, render
from chalicelib.domain.occasion import Occasion, Trigger
from chalicelib.domain.state import State


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
    key: str | None = None  # what comes again under the same one is the same submission

    @property
    def digest(self) -> str:
        """What tells two submissions under one key apart; the key keeps it from being guessed back."""
        typed = (self.key, self.provider, self.name, self.username, self.phone, self.message)
        return sha256(repr(typed).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Captured:
    """The lead, its message, and the Instagram name to contact."""

    lead: Lead
    dm: Dm
    username: str


class CaptureLead:
    """Stores the waiting message, then the lead. What comes twice under one key is stored once."""

    def __init__(
        self,
        *,
        forms: Forms,
        automations: Automations,
        preferences: PreferenceStore,
        leads: Leads,
        dms: Dms,
        keys: Keys,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.forms = forms
        self.automations = automations
        self.preferences = preferences
        self.leads = leads
        self.dms = dms
        self.keys = keys
        self.clock = clock
        self.chance = chance

    def __call__(self, submission: Submission) -> Captured:
        """The stored lead and message; raises NoSuchForm, or KeyReused for another submission's key."""
        form = self.forms.get(submission.form)
        if form is None:
            raise NoSuchForm(submission.form)
        id = self._id(submission, form)
        known = self._known(form, id) if submission.key else None
        return known or self._stored(submission, form, self._lead(submission, form, id))

    def _id(self, submission: Submission, form: Form) -> str:
        """The lead's id: the one that its key stands for, so that of two at once both go on with it."""
        id = new_id(self.clock(), self.chance)
        if submission.key is None:
            return id
        name = f"form {form.slug} {submission.key}"  # no creator's own key has a space
        claimed = self.keys.claim(form.creator, name, dm=first_dm(id), digest=submission.digest)
        if claimed.digest != submission.digest:
            raise KeyReused(submission.key)
        return claimed.dm.partition("-")[0]

    def _known(self, form: Form, id: str) -> Captured | None:
        """The lead of that id as it is by now."""
        lead = self.leads.get(form.creator, id)
        dm = self.dms.get(lead.creator, lead.dm) if lead else None
        return Captured(lead, dm, form.username) if lead and dm else None

    def _stored(self, submission: Submission, form: Form, lead: Lead) -> Captured:
        dm, welcome = self._dm(submission, form, lead)
        # First: without its lead nobody sees it, and a lead never stands without its message.
        first = self.dms.add(dm)
        if first and welcome is not None:
            self.automations.count(welcome, now=self.clock())
        added = self.leads.add(lead)
        found = None if first and added else self._known(form, lead.id)
        return found or Captured(lead, dm, form.username)

    def _dm(self, submission: Submission, form: Form, lead: Lead) -> tuple[Dm, Automation | None]:
        """The message, and the automation that it is of."""
        dm = Dm(
            creator=lead.creator,
            id=lead.dm,
            account=lead.account,
            text=render(form.text, _values(submission)),
            created_at=lead.created_at,
            state=_first_state(lead.provider),
        )
        if form.open_text and submission.message:
            return replace(dm, text=submission.message), None  # a person's own words, so nothing is added
        return (dm, None) if lead.provider is Provider.WHATSAPP else self._automated(dm, submission, form)

    def _automated(self, dm: Dm, submission: Submission, form: Form) -> tuple[Dm, Automation | None]:
        """The automation for new leads, if there is one, else the form's own text; and who is writing."""
        line = self.preferences.get(dm.creator).disclosure
        automation = self._welcome(dm)
        if automation is None:
            return replace(dm, text=compose(form.text, _values(submission), line=line)), None
        text = compose(automation.text, _values(submission, link=automation.link), line=line)
        return replace(dm, text=text, choices=automation.choices, automation=automation.id), automation

    def _welcome(self, dm: Dm) -> Automation | None:
        own = [a for a in self.automations.of(dm.account) if a.creator == dm.creator and a.active]
        occasion = Occasion(trigger=Trigger.LEAD, account=dm.account, person="", at=dm.created_at, key=dm.id)
        found = choose(own, occasion)
        return found.automation if found else None

    def _lead(self, submission: Submission, form: Form, id: str) -> Lead:
        now = self.clock()
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
