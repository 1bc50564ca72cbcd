"""The ways out, each built when it is first needed, and its libraries loaded then."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from chalicelib.settings import Settings
from chalicelib.telemetry import log

if TYPE_CHECKING:
    from chalicelib.actions.pace import Pace
    from chalicelib.auth.clerk import Verifier
    from chalicelib.graph.client import Graph
    from chalicelib.graph.login import InstagramLogin
    from chalicelib.graph.transport import Transport
    from chalicelib.queues import Hints, News, Visits
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
        user_agent="autodm-hub",  # botocore would put its own together twice for every request
        retries={"total_max_attempts": 4, "mode": "standard"},
    )
    return get_session().create_client(service, region_name=region, config=config)


class Outside:
    """Everything that actions need of the world. Time and chance are parts like any other."""

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
    def opened(self) -> Settings:
        """The settings with the secret ones, which a deployed stage keeps in Parameter Store."""
        names = self.settings.secret_parameters
        if not names:
            return self.settings
        from chalicelib.parameters import Parameters

        return self.settings.opened(Parameters(self.client("ssm")).read(names))

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
        return self.hints_for("instagram_queue")

    @cached_property
    def news(self) -> "News":
        """The events queue."""
        from chalicelib.queues import News

        self.settings.need("events_queue")
        return News(self.client("sqs"), self.settings.events_queue)

    @cached_property
    def visits(self) -> "Visits":
        """The accounts queue."""
        from chalicelib.queues import Visits

        self.settings.need("accounts_queue")
        return Visits(self.client("sqs"), self.settings.accounts_queue)

    @cached_property
    def transport(self) -> "Transport":
        """The connections to Instagram."""
        from chalicelib.graph.transport import Transport
        from chalicelib.graph.versions import check

        today = datetime.fromtimestamp(self.now_s(), UTC).date()
        warning = check(self.settings.graph_version, today)
        if warning:
            log.warning("graph.version", extra={"warning": warning})
        return Transport()

    @cached_property
    def graph(self) -> "Graph":
        """The Graph API."""
        from chalicelib.graph.client import HOST, Graph

        base, version = self.settings.graph_url or HOST, self.settings.graph_version
        return Graph(self.transport, version=version, base=base, now=self.now_s)

    @cached_property
    def login(self) -> "InstagramLogin":
        """Instagram's login."""
        from chalicelib.graph.login import App, InstagramLogin

        settings = self.settings
        settings.need("instagram_app_id", "public_url")
        app = App(
            id=settings.instagram_app_id,
            secret=self._app_secret,  # asked for at a login only: workers may not read it
            redirect=settings.address("/api/auth/instagram/callback"),
            fields=settings.fields,
        )
        base, version = settings.graph_url, settings.graph_version
        return InstagramLogin(self.transport, app, version=version, base=base, now=self.now_s)

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

        return Pace(
            gates=self.stores.gates,
            limit=Limit(*self.settings.limit),
            replies=Limit(*self.settings.reply_limit),
            clock=self.now,
        )

    def _app_secret(self) -> str:
        self.opened.need("instagram_app_secret")
        return self.opened.instagram_app_secret

    def hints_for(self, queue: str) -> "Hints":
        """The queue whose address the setting *queue* has."""
        from chalicelib.queues import Hints

        self.settings.need(queue)
        return Hints(self.client("sqs"), getattr(self.settings, queue))
