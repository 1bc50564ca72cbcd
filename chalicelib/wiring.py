"""Which real part goes into which action.

Each is built when it is first needed, and its libraries loaded then.
"""

import os
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from chalicelib.settings import Settings, settings

if TYPE_CHECKING:
    from chalicelib.actions.apply_event import ApplyEvent
    from chalicelib.actions.capture_lead import CaptureLead
    from chalicelib.actions.connect_account import ConnectAccount
    from chalicelib.actions.note_whatsapp import NoteWhatsapp
    from chalicelib.actions.pace import Pace
    from chalicelib.actions.queue_dm import PlaceWhatsapp, QueueDm
    from chalicelib.actions.read_leads import ListLeads, ReadLead
    from chalicelib.actions.read_overview import ReadOverview
    from chalicelib.actions.retry_dm import RetryDm
    from chalicelib.actions.send_dm import SendDm
    from chalicelib.actions.settle_dm import SettleDm
    from chalicelib.actions.sweep import Sweep
    from chalicelib.actions.take_webhook import TakeWebhook
    from chalicelib.actions.tally import TallyChanges
    from chalicelib.auth.clerk import Verifier
    from chalicelib.graph.client import Graph
    from chalicelib.queues import Hints, News
    from chalicelib.store.seal import Vault
    from chalicelib.store.stores import Stores

ClientMaker = Callable[[str, str], Any]
WORKERS = 16  # threads that may share a client


def aws_client(service: str, region: str) -> Any:  # noqa: ANN401 - botocore makes its clients' types at run time
    """A client with short waits: a worker has 60 seconds for its whole batch."""
    from botocore.config import Config
    from botocore.session import get_session

    config = Config(
        connect_timeout=2,
        read_timeout=5,
        max_pool_connections=WORKERS,
        parameter_validation=False,
        retries={"total_max_attempts": 4, "mode": "standard"},
    )
    return get_session().create_client(service, region_name=region, config=config)


class Parts:
    """The product, assembled from *settings*. Time and chance are parts like any other."""

    def __init__(
        self,
        settings: Settings,
        *,
        make_client: ClientMaker = aws_client,
        seconds: Callable[[], float] = time.time,
        chance: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.settings = settings
        self.chance = chance
        self._make_client = make_client
        self._seconds = seconds
        self._clients: dict[str, Any] = {}
        self._lock = RLock()

    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(self.now_s() * 1_000)

    def now_s(self) -> float:
        """Seconds since 1970; in the local stage a file may move the clock."""
        file = self.settings.clock_file
        return self._seconds() + (int(Path(file).read_text(encoding="ascii")) if file else 0)

    def client(self, service: str) -> Any:  # noqa: ANN401 - as in aws_client
        """The one client of an AWS service."""
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._make_client(service, self.settings.region)
            return self._clients[service]

    @cached_property
    def stores(self) -> "Stores":
        """The tables."""
        from chalicelib.store.stores import open_stores

        with self._lock:
            return open_stores(
                self.client("dynamodb"), self.settings.name, clock=self.now, chance=self.chance
            )

    @cached_property
    def vault(self) -> "Vault":
        """The sealed tokens."""
        from chalicelib.store.seal import Vault

        self.settings.need("token_key")
        return Vault(self.client("kms"), self.settings.token_key, self.now)

    @cached_property
    def hints(self) -> "Hints":
        """The Instagram queue."""
        return self._hints("instagram_queue")

    @cached_property
    def news(self) -> "News":
        """The events queue."""
        from chalicelib.queues import News

        self.settings.need("events_queue")
        return News(self.client("sqs"), self.settings.events_queue)

    @cached_property
    def graph(self) -> "Graph":
        """The Graph API."""
        from chalicelib.graph.client import HOST, Graph
        from chalicelib.graph.transport import Transport

        base = self.settings.graph_url or HOST
        return Graph(Transport(), version=self.settings.graph_version, base=base, now=self.now_s)

    @cached_property
    def verifier(self) -> "Verifier":
        """Who checks session tokens."""
        from chalicelib.auth.clerk import Verifier
        from chalicelib.auth.keys import download, keys_of

        self.settings.need("clerk_issuer")
        issuer, pem = self.settings.clerk_issuer, self.settings.clerk_jwt_key
        keys = keys_of(pem=pem, issuer=issuer, fetch=download, now=self.now_s)
        return Verifier(issuer=issuer, keys=keys, parties=self.settings.parties, now=self.now_s)

    @cached_property
    def pace(self) -> "Pace":
        """Whose turn it is."""
        from chalicelib.actions.pace import Pace
        from chalicelib.domain.gate import Limit

        return Pace(gates=self.stores.gates, limit=Limit(*self.settings.limit), clock=self.now)

    @cached_property
    def settle_dm(self) -> "SettleDm":
        """Ends attempts."""
        from chalicelib.actions.settle_dm import SettleDm

        s = self.stores
        return SettleDm(
            dms=s.dms,
            mids=s.mids,
            accounts=s.accounts,
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
            hints=self.hints,
            logs=s.logs,
            clock=self.now,
            chance=self.chance,
        )

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
        return TakeWebhook(verify=lambda raw, header: verify(raw, header, secrets), read=read, news=self.news)

    @cached_property
    def capture_lead(self) -> "CaptureLead":
        """Takes leads in."""
        from chalicelib.actions.capture_lead import CaptureLead

        s = self.stores
        return CaptureLead(forms=s.forms, leads=s.leads, dms=s.dms, clock=self.now, chance=self.chance)

    @cached_property
    def connect_account(self) -> "ConnectAccount":
        """Connects Instagram accounts."""
        from chalicelib.actions.connect_account import ConnectAccount

        return ConnectAccount(
            accounts=self.stores.accounts, forms=self.stores.forms, vault=self.vault, clock=self.now
        )

    @cached_property
    def queue_dm(self) -> "QueueDm":
        """Books messages."""
        from chalicelib.actions.queue_dm import QueueDm

        s = self.stores
        return QueueDm(
            leads=s.leads,
            dms=s.dms,
            keys=s.keys,
            hints=self.hints,
            clock=self.now,
            chance=self.chance,
        )

    @cached_property
    def place_whatsapp(self) -> "PlaceWhatsapp":
        """Answers for WhatsApp until it is built."""
        from chalicelib.actions.queue_dm import PlaceWhatsapp

        return PlaceWhatsapp(
            leads=self.stores.leads, dms=self.stores.dms, hints=self._hints("whatsapp_queue")
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
    def read_overview(self) -> "ReadOverview":
        """Reads the counts."""
        from chalicelib.actions.read_overview import ReadOverview
        from chalicelib.queues import Depths

        urls = {name: getattr(self.settings, f"{name}_queue") for name in ("instagram", "whatsapp", "events")}
        depths = Depths(self.client("sqs"), urls)
        return ReadOverview(counters=self.stores.counters, depths=depths, clock=self.now)

    def _hints(self, queue: str) -> "Hints":
        from chalicelib.queues import Hints

        self.settings.need(queue)
        return Hints(self.client("sqs"), getattr(self.settings, queue))


_parts: list[Parts] = []
_lock = RLock()


def parts() -> Parts:
    """This container's parts."""
    with _lock:
        if not _parts:
            _parts.append(Parts(settings()))
        return _parts[0]
