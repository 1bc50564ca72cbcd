"""The actions, each with its parts."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.wiring.people import People

if TYPE_CHECKING:
    from chalicelib.actions.cancel_dm import CancelDm
    from chalicelib.actions.dead_letters import ListDead, ReplayDead
    from chalicelib.actions.export_log import ExportLog
    from chalicelib.actions.list_messages import ListMessages
    from chalicelib.actions.note_whatsapp import NoteWhatsapp
    from chalicelib.actions.queue_dm import PlaceWhatsapp, QueueDm
    from chalicelib.actions.read_activity import ReadActivity
    from chalicelib.actions.read_leads import ListLeads, ReadLead
    from chalicelib.actions.read_offers import ReadOffers
    from chalicelib.actions.read_overview import ReadOverview
    from chalicelib.actions.read_timeline import ReadTimeline
    from chalicelib.actions.retry_dm import RetryDm
    from chalicelib.actions.retry_many import RetryMany
    from chalicelib.actions.retry_what_helps import RetryWhatHelps
    from chalicelib.actions.send_dm import SendDm
    from chalicelib.actions.sweep import Sweep
    from chalicelib.actions.tally import TallyChanges
    from chalicelib.actions.vouch import Vouch


class Parts(People):
    """The product, assembled."""

    @cached_property
    def send_dm(self) -> "SendDm":
        """Sends one message."""
        from chalicelib.actions.answer_in_public import AnswerInPublic
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
            answer_in_public=AnswerInPublic(dms=s.dms, instagram=self.graph, logs=s.logs, clock=self.now),
            blame=self.blame_account,
            hints=self.hints,
            clock=self.now,
            chance=self.chance,
        )

    @cached_property
    def vouch(self) -> "Vouch":
        """Marks messages in doubt as sent."""
        from chalicelib.actions.vouch import Vouch

        return Vouch(leads=self.stores.leads, dms=self.stores.dms, logs=self.stores.logs, clock=self.now)

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
    def retry_many(self) -> "RetryMany":
        """Books further attempts at many messages."""
        from chalicelib.actions.retry_many import RetryMany

        return RetryMany(retry=self.retry_dm, leads=self.list_leads)

    @cached_property
    def retry_what_helps(self) -> "RetryWhatHelps":
        """Books further attempts at those of many messages that they can help."""
        from chalicelib.actions.retry_what_helps import RetryWhatHelps

        s = self.stores
        return RetryWhatHelps(
            retry=self.retry_dm,
            list_leads=self.list_leads,
            offers=self.read_offers,
            dms=s.dms,
            accounts=s.accounts,
        )

    @cached_property
    def read_offers(self) -> "ReadOffers":
        """Says what helps messages."""
        from chalicelib.actions.read_offers import ReadOffers

        return ReadOffers(contacts=self.stores.contacts, clock=self.now)

    @cached_property
    def cancel_dm(self) -> "CancelDm":
        """Calls messages off."""
        from chalicelib.actions.cancel_dm import CancelDm

        s = self.stores
        return CancelDm(leads=s.leads, dms=s.dms, logs=s.logs, clock=self.now)

    @cached_property
    def list_leads(self) -> "ListLeads":
        """Lists a creator's leads."""
        from chalicelib.actions.read_leads import ListLeads

        return ListLeads(leads=self.stores.leads, dms=self.stores.dms)

    @cached_property
    def list_messages(self) -> "ListMessages":
        """Lists what a creator's dashboard shows."""
        from chalicelib.actions.list_messages import ListMessages

        return ListMessages(leads=self.stores.leads, dms=self.stores.dms)

    @cached_property
    def read_activity(self) -> "ReadActivity":
        """Lists what people did without a message following."""
        from chalicelib.actions.read_activity import ReadActivity

        s = self.stores
        return ReadActivity(
            activities=s.activities,
            contacts=s.contacts,
            leads=s.leads,
            dms=s.dms,
            accounts=s.accounts,
            offers=self.read_offers,
        )

    @cached_property
    def export_log(self) -> "ExportLog":
        """Gives out the history of a creator's messages."""
        from chalicelib.actions.export_log import ExportLog

        return ExportLog(leads=self.stores.leads, dms=self.stores.dms, logs=self.stores.logs)

    @cached_property
    def read_lead(self) -> "ReadLead":
        """Reads one lead."""
        from chalicelib.actions.read_leads import ReadLead

        return ReadLead(leads=self.stores.leads, dms=self.stores.dms, logs=self.stores.logs)

    @cached_property
    def read_timeline(self) -> "ReadTimeline":
        """Tells a message's story."""
        from chalicelib.actions.read_timeline import ReadTimeline

        s = self.stores
        return ReadTimeline(
            leads=s.leads,
            dms=s.dms,
            logs=s.logs,
            contacts=s.contacts,
            automations=s.automations,
            clock=self.now,
        )

    @cached_property
    def sweep(self) -> "Sweep":
        """Looks after what lies too long."""
        from chalicelib.actions.sweep import Sweep

        s = self.stores
        return Sweep(dms=s.dms, settle=self.settle_dm, hints=self.hints, counters=s.counters, clock=self.now)

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
            preferences=s.preferences,
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
