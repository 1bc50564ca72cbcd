"""The product as it is really wired, over the fakes instead of the outside."""

from collections.abc import Callable

from chalicelib import wiring
from chalicelib.actions.read_overview import ReadOverview
from chalicelib.settings import Settings
from tests.fakes.chance import Chance
from tests.fakes.clock import Clock
from tests.fakes.instagram import Instagram
from tests.fakes.login import Login
from tests.fakes.queues import Depths, Hints, News, Visits
from tests.fakes.stores import Stores, empty_stores
from tests.fakes.vault import Vault
from tests.fakes.wire import Wire


class Parts(wiring.Parts):
    """Every fake behind the one *wire*; what is built on them is the real thing."""

    stores: Stores  # type: ignore[assignment] # in memory, with the same ports
    vault: Vault  # type: ignore[assignment] # same
    hints: Hints  # type: ignore[assignment] # same
    news: News  # type: ignore[assignment] # same
    visits: Visits  # type: ignore[assignment] # same
    graph: Instagram  # type: ignore[assignment] # same
    login: Login  # type: ignore[assignment] # same

    def __init__(
        self,
        *,
        wire: Wire | None = None,
        chance: Callable[[int], bytes] | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.clock = Clock()
        super().__init__(settings or Settings(), seconds=self._now_s, chance=chance or Chance())
        self.stores = empty_stores(self.clock, wire)
        self.vault = Vault(wire)
        self.hints = Hints(self.clock, wire)
        self.wishes = Hints(self.clock, wire)  # for WhatsApp
        self.news = News(self.clock, wire)
        self.visits = Visits(self.clock, wire)
        self.graph = self.instagram = Instagram(self.clock, wire)
        self.login = Login(self.clock, wire)
        queues = {
            "instagram": self.hints.queue,
            "whatsapp": self.wishes.queue,
            "events": self.news.queue,
            "accounts": self.visits.queue,
        }
        depths = Depths(queues, wire)
        s = self.stores
        self.read_overview = ReadOverview(
            counters=s.counters, depths=depths, gates=s.gates, accounts=s.accounts, clock=self.now
        )

    def now(self) -> int:
        """Milliseconds since 1970, exactly as the clock has them."""
        return self.clock()

    def _now_s(self) -> float:
        return self.clock() / 1_000

    def hints_for(self, queue: str) -> Hints:  # type: ignore[override] # as above
        """The queue whose address the setting *queue* would have."""
        return {"instagram_queue": self.hints, "whatsapp_queue": self.wishes}[queue]
