"""One Lambda container: the product as it is really wired, with its own memory, over the shared outside."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chalicelib import wiring
from chalicelib.actions.take_webhook import TakeWebhook
from chalicelib.domain.event import Event
from chalicelib.domain.parcel import Outline, Webhook, pack, unpack
from chalicelib.settings import Settings
from tests.fakes.clock import Clock
from tests.fakes.stores import Stores
from tests.fakes.vault import Vault
from tests.faults.instagram import Instagram
from tests.faults.login import Login
from tests.faults.sqs import Sqs

Variants = Mapping[str, type[Any]]  # an action's name in the wiring, and the class to use instead
SETTINGS = Settings(instagram_queue="instagram", events_queue="events", accounts_queue="accounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What all containers share."""

    clock: Clock
    chance: Callable[[int], bytes]
    stores: Stores
    vault: Vault
    sqs: Sqs
    instagram: Instagram
    login: Login


class Container(wiring.Parts):
    """The real actions, queues and pace; tables, tokens, SQS and Instagram in memory."""

    stores: Stores  # type: ignore[assignment] # in memory, with the same ports
    vault: Vault  # type: ignore[assignment] # same
    graph: Instagram  # type: ignore[assignment] # same
    login: Login  # type: ignore[assignment] # same

    def __init__(self, outside: Outside, variants: Variants) -> None:
        super().__init__(SETTINGS, make_client=lambda _service, _region: outside.sqs, chance=outside.chance)
        self.clock = outside.clock
        self.stores = outside.stores
        self.vault = outside.vault
        self.graph = outside.instagram
        self.login = outside.login
        for name, variant in variants.items():
            setattr(self, name, variant(**vars(getattr(self, name))))

    @cached_property
    def keep_webhook(self) -> TakeWebhook:
        """Takes in what webhook_of writes."""
        return TakeWebhook(
            verify=lambda _raw, _signature: 0,
            outline=lambda _raw: Outline(1, None),
            read=lambda _raw: (),
            news=self.news,
            clock=self.now,
        )

    def read_webhook(self, told: Webhook) -> list[Event]:
        """What webhook_of wrote."""
        content = unpack(json.dumps(told.body))
        return content if isinstance(content, list) else []

    def now(self) -> int:
        """Milliseconds since 1970, exactly as the clock has them."""
        return self.clock.now


def webhook_of(event: Event) -> bytes:
    """A webhook that tells *event*; how Meta writes it is tested elsewhere."""
    return pack([event])[0].body.encode()
