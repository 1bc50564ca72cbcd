"""Find out whether somebody who acts on Instagram is a lead who filled in a form."""

from dataclasses import dataclass
from hmac import compare_digest

from chalicelib.actions.know_person import KnowPerson
from chalicelib.actions.ports import Clock, Contacts, Dms, Leads
from chalicelib.domain.activity import Outcome
from chalicelib.domain.contact import DAY
from chalicelib.domain.dm import State
from chalicelib.domain.event import Act
from chalicelib.domain.ids import read_ref
from chalicelib.domain.lead import FORM, Lead, Provider, first_dm

LOOKED_AT = 100  # leads in one page
PAGES = 5  # of a creator's newest leads among which a name is looked for
NAME_LIFE = 7 * DAY  # after that, who comes by themselves is not taken for the one who filled in the form
WRITTEN = frozenset({"message", "story_reply"})


@dataclass(frozen=True, slots=True)
class Bound:
    """The lead that the person is, or why the link that they came by says nothing."""

    lead: Lead | None = None
    refused: Outcome | None = None


class BindLead:
    """By the one-time link, or by the name that was typed into the form where that is certain."""

    def __init__(self, *, leads: Leads, dms: Dms, contacts: Contacts, know: KnowPerson, clock: Clock) -> None:
        self.leads = leads
        self.dms = dms
        self.contacts = contacts
        self.know = know
        self.clock = clock

    def __call__(self, creator: str, act: Act) -> Bound:
        """The person's lead; what they do is noted with it in any case."""
        bound = self._by_link(creator, act)
        key = (creator, bound.lead.id) if bound.lead else None
        self.contacts.touch(act.account, act.person, act.at, lead=key)
        if bound.lead or bound.refused or act.kind not in WRITTEN:
            return bound
        named = self._by_name(creator, act)
        if named is not None:
            self.contacts.touch(act.account, act.person, act.at, lead=(creator, named.id))
        return Bound(named)

    def _by_link(self, creator: str, act: Act) -> Bound:
        ref = read_ref(act.ref or "")
        if ref is None:
            return Bound()
        id, secret = ref
        lead = self.leads.get(creator, id)
        if lead is None or lead.account != act.account or not compare_digest(lead.ref, secret):
            return Bound(refused=Outcome.REF_UNKNOWN)
        if not lead.link_open(self.clock()) and lead.person != act.person:
            return Bound(refused=Outcome.REF_EXPIRED)
        return self._bind(creator, lead, act.person)

    def _bind(self, creator: str, lead: Lead, person: str) -> Bound:
        if not self.leads.bind(lead, person):
            return Bound(refused=Outcome.REF_TAKEN)
        # A further message may have been booked meanwhile.
        return Bound(self.leads.get(creator, lead.id) or lead)

    def _by_name(self, creator: str, act: Act) -> Lead | None:
        """The one lead of the last days that gave this person's name; nobody, if two did.

        Instagram names a person only when asked, so it is asked only while somebody waits.
        """
        contact = self.contacts.get(act.account, act.person)
        near = [lead for lead in self._newest(creator) if _may_be(lead, act)]
        if contact is None or not near:
            return None
        username = contact.username or self.know(creator, contact).username
        named = [lead for lead in near if lead.username == username]
        own = next((lead for lead in named if lead.person and self._released_by(lead, act)), None)
        waiting = [lead for lead in named if lead.person is None]
        if own is not None or len(waiting) != 1:
            return own
        return self._bind(creator, waiting[0], act.person).lead

    def _released_by(self, lead: Lead, act: Act) -> bool:
        """Whether this very act released the lead's message, or is to: it may be told again."""
        dm = self.dms.get(lead.creator, first_dm(lead.id))
        if dm is None:
            return False
        return dm.state is State.AWAITING_CONTACT or (act.mid is not None and dm.trigger_id == act.mid)

    def _newest(self, creator: str) -> list[Lead]:
        found: list[Lead] = []
        before: str | None = None
        for _ in range(PAGES):
            page = self.leads.page(creator, before=before, limit=LOOKED_AT)
            young = [lead for lead in page if self.clock() - lead.created_at < NAME_LIFE]
            found += young
            if len(young) < LOOKED_AT:
                break
            before = page[-1].id
        return found


def _may_be(lead: Lead, act: Act) -> bool:
    free = lead.person in {None, act.person} and lead.account == act.account
    named = lead.source == FORM and lead.provider is Provider.INSTAGRAM and lead.username is not None
    return free and named
