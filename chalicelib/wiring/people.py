"""The actions about people and what they do, each with its parts."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.wiring.connections import Connections

if TYPE_CHECKING:
    from chalicelib.actions.apply_event import ApplyEvent
    from chalicelib.actions.capture_lead import CaptureLead
    from chalicelib.actions.edit_automations import EditAutomations, Rehearse
    from chalicelib.actions.know_person import KnowPerson
    from chalicelib.actions.person_data import ExportPerson, ForgetPerson
    from chalicelib.actions.questions import Questions
    from chalicelib.actions.read_receipt import ReadReceipt
    from chalicelib.actions.reconcile import Reconcile
    from chalicelib.actions.respond import Respond
    from chalicelib.actions.settle_dm import SettleDm
    from chalicelib.actions.take_webhook import TakeWebhook
    from chalicelib.domain.event import Event
    from chalicelib.domain.parcel import Webhook


class People(Connections):
    """From what Instagram tells us to the message that answers it."""

    @cached_property
    def settle_dm(self) -> "SettleDm":
        """Ends attempts."""
        from chalicelib.actions.settle_dm import SettleDm

        s = self.stores
        return SettleDm(
            dms=s.dms,
            mids=s.mids,
            contacts=s.contacts,
            blame=self.blame_account,
            logs=s.logs,
            hints=self.hints,
            news=self.news,
            pace=self.pace,
            clock=self.now,
            chance=self.chance,
        )

    @cached_property
    def know_person(self) -> "KnowPerson":
        """Asks for people's names."""
        from chalicelib.actions.know_person import KnowPerson
        from chalicelib.domain.gate import names

        s = self.stores
        return KnowPerson(
            accounts=s.accounts,
            contacts=s.contacts,
            vault=self.vault,
            instagram=self.graph,
            questions=self._questions(names),
        )

    @cached_property
    def respond(self) -> "Respond":
        """Answers what people do."""
        from chalicelib.actions.book_answer import BookAnswer
        from chalicelib.actions.respond import Respond

        s = self.stores
        return Respond(
            automations=s.automations,
            preferences=s.preferences,
            contacts=s.contacts,
            book=BookAnswer(
                preferences=s.preferences,
                leads=s.leads,
                dms=s.dms,
                know=self.know_person,
                pace=self.pace,
                hints=self.hints,
                clock=self.now,
                chance=self.chance,
            ),
            clock=self.now,
            chance=self.chance,
        )

    @cached_property
    def apply_event(self) -> "ApplyEvent":
        """Applies what Instagram told us."""
        from chalicelib.actions.apply_event import ApplyEvent
        from chalicelib.actions.bind_lead import BindLead
        from chalicelib.actions.receipts import ApplyReceipt

        s = self.stores
        return ApplyEvent(
            accounts=s.accounts,
            contacts=s.contacts,
            dms=s.dms,
            bind=BindLead(
                leads=s.leads, dms=s.dms, contacts=s.contacts, know=self.know_person, clock=self.now
            ),
            respond=self.respond,
            receipt=ApplyReceipt(dms=s.dms, mids=s.mids, contacts=s.contacts, settle=self.settle_dm),
            activities=s.activities,
            pace=self.pace,
            hints=self.hints,
            clock=self.now,
        )

    @cached_property
    def take_webhook(self) -> "TakeWebhook":
        """Takes webhooks in."""
        from chalicelib.actions.take_webhook import TakeWebhook
        from chalicelib.graph.news import outline, read
        from chalicelib.graph.signature import verify

        secrets = self.opened.signing_secrets
        return TakeWebhook(
            verify=lambda raw, header: verify(raw, header, secrets),
            outline=outline,
            read=lambda raw: read(raw, received=self.now()),
            news=self.news,
            clock=self.now,
        )

    def read_webhook(self, told: "Webhook") -> "list[Event]":
        """What a kept webhook tells."""
        from chalicelib.graph.news import events

        return events(told.body, received=told.received)

    @cached_property
    def capture_lead(self) -> "CaptureLead":
        """Takes leads in."""
        from chalicelib.actions.capture_lead import CaptureLead

        s = self.stores
        return CaptureLead(
            forms=s.forms,
            automations=s.automations,
            preferences=s.preferences,
            leads=s.leads,
            dms=s.dms,
            keys=s.keys,
            clock=self.now,
            chance=self.chance,
        )

    @cached_property
    def read_receipt(self) -> "ReadReceipt":
        """Shows people their own request."""
        from chalicelib.actions.read_receipt import ReadReceipt

        s = self.stores
        return ReadReceipt(accounts=s.accounts, forms=s.forms, leads=s.leads, dms=s.dms, contacts=s.contacts)

    @cached_property
    def edit_automations(self) -> "EditAutomations":
        """Sets automations up."""
        from chalicelib.actions.edit_automations import EditAutomations

        s = self.stores
        return EditAutomations(
            accounts=s.accounts, automations=s.automations, clock=self.now, chance=self.chance
        )

    @cached_property
    def rehearse(self) -> "Rehearse":
        """Says what would happen."""
        from chalicelib.actions.edit_automations import Rehearse

        s = self.stores
        return Rehearse(
            accounts=s.accounts, automations=s.automations, preferences=s.preferences, clock=self.now
        )

    @cached_property
    def export_person(self) -> "ExportPerson":
        """Gives out what is known of one person."""
        from chalicelib.actions.person_data import ExportPerson

        s = self.stores
        return ExportPerson(
            leads=s.leads, dms=s.dms, logs=s.logs, contacts=s.contacts, activities=s.activities
        )

    @cached_property
    def forget_person(self) -> "ForgetPerson":
        """Deletes what is known of one person."""
        from chalicelib.actions.person_data import ForgetPerson

        s = self.stores
        return ForgetPerson(
            export=self.export_person,
            leads=s.leads,
            dms=s.dms,
            logs=s.logs,
            mids=s.mids,
            contacts=s.contacts,
            activities=s.activities,
            clock=self.now,
        )

    @cached_property
    def reconcile(self) -> "Reconcile":
        """Settles doubts."""
        from chalicelib.actions.reconcile import Reconcile
        from chalicelib.domain.gate import LOOKUP_EVERY, lookups

        s = self.stores
        return Reconcile(
            dms=s.dms,
            accounts=s.accounts,
            vault=self.vault,
            instagram=self.graph,
            questions=self._questions(lookups, every=LOOKUP_EVERY),
            settle=self.settle_dm,
            hints=self.hints,
            logs=s.logs,
            clock=self.now,
        )

    def _questions(self, lane: Callable[[str], str], *, every: int | None = None) -> "Questions":
        from chalicelib.actions.questions import Questions

        return Questions(gates=self.stores.gates, clock=self.now, lane=lane, every=every)
