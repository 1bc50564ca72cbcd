"""Find out whether somebody who acts on Instagram is a lead who filled in a form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hmac import compare_digest
from typing import Protocol

from chalicelib.actions.know_person import KnowPerson
from chalicelib.actions.ports import Clock, Contacts, Dms, Key
from chalicelib.domain.activity import Outcome
from chalicelib.domain.contact import DAY, Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Act
from chalicelib.domain.ids import read_ref
from chalicelib.domain.lead import Lead, first_dm
from chalicelib.domain.state import State

NAME_LIFE = 7 * DAY  # after that, who comes by themselves is not taken for the one who filled in the form
WRITTEN = frozenset({"message", "story_reply"})


@dataclass(frozen=True, slots=True)
class Bound:
    """The lead that the person is, or why the link that they came by says nothing."""

    lead: Lead | None = None
    refused: Outcome | None = None
    asked: bool = False  # Instagram was asked for the person's name


class Leads(Protocol):
    """The leads, to be found by whoever they are."""

    def get(self, creator: str, id: str) -> Lead | None:
        """The creator's own lead."""

    def many(self, keys: Iterable[Key]) -> dict[Key, Lead]:
        """Those of *keys* that exist."""

    def bind(self, lead: Lead, person: str, *, sought: bool = False) -> bool:
        """Notes who the lead is on Instagram; False when it is somebody else already.

        Its name leads to it no more, unless it is to stay *sought*.
        """

    def seeks(self, account: str, *, since: int) -> bool:
        """Whether any lead of *since* (milliseconds) or later is known by its name only.

        Those that are older are sought no more.
        """

    def called(self, creator: str, account: str, username: str, *, since: int) -> Sequence[Key]:
        """The creator's oldest leads of *since* or later that are sought by this name, ten at most."""


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
        if named.lead is not None:
            self.contacts.touch(act.account, act.person, act.at, lead=(creator, named.lead.id))
            # Now that the person's record leads to it, the name need not.
            self.leads.bind(named.lead, act.person)
        return named

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
        return Bound(lead) if self.leads.bind(lead, act.person) else Bound(refused=Outcome.REF_TAKEN)

    def _by_name(self, creator: str, act: Act) -> Bound:
        """The one lead of the last days that gave this person's name; nobody, if two did.

        Instagram names a person only when asked, so it is asked only while some lead waits for its name.
        """
        contact = self.contacts.get(act.account, act.person)
        if contact is None:
            return Bound()
        own = self._own(creator, contact, act)
        if own is not None or not self.leads.seeks(act.account, since=self._young()):
            return Bound(own)
        username = contact.username or self.know(creator, contact).username
        waiting = self._waiting(creator, username, act) if username else None
        return Bound(waiting, asked=contact.username is None)

    def _own(self, creator: str, contact: Contact, act: Act) -> Lead | None:
        """The person's lead whose message this very act released, or is to: it may be told again."""
        own = sorted(key for key in contact.leads if key[0] == creator)
        leads = self.leads.many(own) if own else {}
        keys = {(creator, dm) for lead in leads.values() for dm in (first_dm(lead.id), lead.dm)}
        dms = self.dms.many(sorted(keys)) if keys else {}
        near = [dms[key] for key in sorted(dms) if self.clock() - dms[key].created_at < NAME_LIFE]
        theirs = next((dm for dm in near if _released_by(dm, act)), None)
        return leads[creator, theirs.lead] if theirs else None

    def _waiting(self, creator: str, username: str, act: Act) -> Lead | None:
        """The only one that waits for this name; one that an earlier run bound waits no more, and is it."""
        keys = self.leads.called(creator, act.account, username, since=self._young())
        found = [self.leads.get(*key) for key in keys]
        bound = next((lead for lead in found if lead and lead.person == act.person), None)
        waiting = [lead for lead in found if lead and lead.person is None]
        if bound is not None or len(waiting) != 1:
            return bound
        return waiting[0] if self.leads.bind(waiting[0], act.person, sought=True) else None

    def _young(self) -> int:
        return self.clock() - NAME_LIFE + 1


def _released_by(dm: Dm, act: Act) -> bool:
    by_this = act.mid is not None and dm.trigger_id == act.mid
    return dm.state is State.AWAITING_CONTACT or (by_this and not dm.answers)
