"""The actions, each with its parts."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.wiring.connections import Connections

if TYPE_CHECKING:
    from chalicelib.actions.apply_event import ApplyEvent
    from chalicelib.actions.capture_lead import CaptureLead
    from chalicelib.actions.dead_letters import ListDead, ReplayDead
    from chalicelib.actions.note_whatsapp import NoteWhatsapp
    from chalicelib.actions.queue_dm import PlaceWhatsapp, QueueDm
    from chalicelib.actions.read_leads import ListLeads, ReadLead
    from chalicelib.actions.read_overview import ReadOverview
    from chalicelib.actions.reconcile import Reconcile
    from chalicelib.actions.retry_dm import RetryDm
    from chalicelib.actions.send_dm import SendDm
    from chalicelib.actions.settle_dm import SettleDm
    from chalicelib.actions.sweep import Sweep
    from chalicelib.actions.take_webhook import TakeWebhook
    from chalicelib.actions.tally import TallyChanges
    from chalicelib.actions.vouch import Vouch


class Parts(Connections):
    """The product, assembled."""

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
    def send_dm(self) -> "SendDm":
        """Sends one message."""
        from chalicelib.actions.send_dm import SendDm

        s = self.stores
        return SendDm(
            dms=s.dms,
            accounts=s.accounts,
            contacts=s.contacts,
            vault=self.vault,
            pace=self.pace,
            instagram=self.graph,
            settle=self.settle_dm,
            reconcile=self.reconcile,
            hints=self.hints,
            logs=s.logs,
            clock=self.now,
            chance=self.chance,
        )

    @cached_property
    def reconcile(self) -> "Reconcile":
        """Settles doubts."""
        from chalicelib.actions.pace import Pace
        from chalicelib.actions.reconcile import Reconcile
        from chalicelib.domain.gate import LOOKUPS

        s = self.stores
        return Reconcile(
            dms=s.dms,
            accounts=s.accounts,
            vault=self.vault,
            instagram=self.graph,
            pace=Pace(gates=s.gates, limit=LOOKUPS, clock=self.now),
            settle=self.settle_dm,
            logs=s.logs,
            clock=self.now,
        )

    @cached_property
    def vouch(self) -> "Vouch":
        """Marks messages in doubt as sent."""
        from chalicelib.actions.vouch import Vouch

        return Vouch(leads=self.stores.leads, dms=self.stores.dms, logs=self.stores.logs, clock=self.now)

    @cached_property
    def apply_event(self) -> "ApplyEvent":
        """Applies what Instagram told us."""
        from chalicelib.actions.apply_event import ApplyEvent

        s = self.stores
        return ApplyEvent(
            accounts=s.accounts,
            contacts=s.contacts,
            leads=s.leads,
            dms=s.dms,
            mids=s.mids,
            settle=self.settle_dm,
            pace=self.pace,
            hints=self.hints,
            clock=self.now,
        )

    @cached_property
    def take_webhook(self) -> "TakeWebhook":
        """Takes webhooks in."""
        from chalicelib.actions.take_webhook import TakeWebhook
        from chalicelib.graph.news import read
        from chalicelib.graph.signature import verify

        secrets = self.settings.signing_secrets
        return TakeWebhook(
            verify=lambda raw, header: verify(raw, header, secrets),
            read=lambda raw: read(raw, received=self.now()),
            news=self.news,
        )

    @cached_property
    def capture_lead(self) -> "CaptureLead":
        """Takes leads in."""
        from chalicelib.actions.capture_lead import CaptureLead

        s = self.stores
        return CaptureLead(forms=s.forms, leads=s.leads, dms=s.dms, clock=self.now, chance=self.chance)

    @cached_property
    def queue_dm(self) -> "QueueDm":
        """Books messages."""
        from chalicelib.actions.queue_dm import QueueDm

        s = self.stores
        return QueueDm(
            leads=s.leads, dms=s.dms, keys=s.keys, pace=self.pace, hints=self.hints, clock=self.now
        )

    @cached_property
    def place_whatsapp(self) -> "PlaceWhatsapp":
        """Answers for WhatsApp until it is built."""
        from chalicelib.actions.queue_dm import PlaceWhatsapp

        return PlaceWhatsapp(
            leads=self.stores.leads, dms=self.stores.dms, hints=self.hints_for("whatsapp_queue")
        )

    @cached_property
    def note_whatsapp(self) -> "NoteWhatsapp":
        """Notes wishes for WhatsApp."""
        from chalicelib.actions.note_whatsapp import NoteWhatsapp

        return NoteWhatsapp(logs=self.stores.logs, clock=self.now)

    @cached_property
    def retry_dm(self) -> "RetryDm":
        """Books another attempt."""
        from chalicelib.actions.retry_dm import RetryDm

        s = self.stores
        return RetryDm(leads=s.leads, dms=s.dms, hints=self.hints, logs=s.logs, clock=self.now)

    @cached_property
    def list_leads(self) -> "ListLeads":
        """Lists a creator's leads."""
        from chalicelib.actions.read_leads import ListLeads

        return ListLeads(leads=self.stores.leads, dms=self.stores.dms)

    @cached_property
    def read_lead(self) -> "ReadLead":
        """Reads one lead."""
        from chalicelib.actions.read_leads import ReadLead

        return ReadLead(leads=self.stores.leads, dms=self.stores.dms, logs=self.stores.logs)

    @cached_property
    def sweep(self) -> "Sweep":
        """Looks after what lies too long."""
        from chalicelib.actions.sweep import Sweep

        return Sweep(dms=self.stores.dms, settle=self.settle_dm, hints=self.hints, clock=self.now)

    @cached_property
    def tally(self) -> "TallyChanges":
        """Counts messages by state."""
        from chalicelib.actions.tally import TallyChanges

        return TallyChanges(counters=self.stores.counters)

    @cached_property
    def list_dead(self) -> "ListDead":
        """Lists failed messages."""
        from chalicelib.actions.dead_letters import ListDead

        return ListDead(dms=self.stores.dms)

    @cached_property
    def replay_dead(self) -> "ReplayDead":
        """Gives failed messages another chance."""
        from chalicelib.actions.dead_letters import ReplayDead

        s = self.stores
        return ReplayDead(
            dms=s.dms,
            leads=s.leads,
            accounts=s.accounts,
            contacts=s.contacts,
            hints=self.hints,
            logs=s.logs,
            clock=self.now,
        )

    @cached_property
    def read_overview(self) -> "ReadOverview":
        """Reads the counts."""
        from chalicelib.actions.read_overview import ReadOverview
        from chalicelib.queues import Depths

        urls = {
            name: getattr(self.settings, f"{name}_queue")
            for name in ("instagram", "whatsapp", "events", "accounts")
        }
        depths = Depths(self.client("sqs"), urls)
        s = self.stores
        return ReadOverview(
            counters=s.counters, depths=depths, gates=s.gates, accounts=s.accounts, clock=self.now
        )
