"""The people of the run: they submit forms and open links, and creators write to some of them again."""

from collections import deque
from dataclasses import dataclass, field
from itertools import count

from bench.world import OpenWorld
from local.asking import call

EACH = 3  # every third lead gets two more messages, at once
LATER = 30  # leads later, when its first one is on its way
DAY = 86_400  # seconds, for sessions that outlive the run


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody whose form was taken."""

    n: int
    id: str
    creator: str


@dataclass(slots=True)
class Crowd:
    """Everybody who wants a message; *booked* has the texts that the API took, in their order."""

    world: OpenWorld
    booked: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)
    _earlier: deque[Lead] = field(default_factory=deque)
    _sessions: dict[str, str] = field(default_factory=dict)

    def one_more(self) -> None:
        """One lead comes and opens the link; an earlier one may hear from the creator again."""
        n = next(self._numbers)
        account = self.world.accounts[n % len(self.world.accounts)]
        lead = Lead(n, self._submit(n, account["form"]), account["creator"])
        if n % EACH == 0:
            self._earlier.append(lead)
        if self._earlier and self._earlier[0].n + LATER < n:
            self._write_again(self._earlier.popleft())

    def _submit(self, n: int, form: str) -> str:
        text, username = f"message {n}", f"person{n}"
        body = {
            "form": form,
            "name": f"Person {n}",
            "instagramUsername": username,
            "provider": "instagram",
            "message": text,
            "consent": True,
        }
        lead = call("POST", f"{self.world.addresses.api}/api/leads", body)["data"]
        self.booked.append(text)
        opened = {"link": lead["contactLink"], "username": username}
        call("POST", f"{self.world.addresses.graph}/_sim/open-link", opened)
        return str(lead["leadId"])

    def _write_again(self, lead: Lead) -> None:
        """Two messages more, unless the first still waits for its person: it would be reworded then."""
        api, session = self.world.addresses.api, self._session(lead.creator)
        status = call("GET", f"{api}/api/dm/status/{lead.id}", token=session)["data"]
        if status["dmStatus"] == "awaiting_contact":
            return
        for word in ("second", "third"):
            text = f"message {lead.n}, {word}"
            body = {"leadId": lead.id, "provider": "instagram", "message": text}
            call("POST", f"{api}/api/dm/send", body, token=session)
            self.booked.append(text)

    def _session(self, creator: str) -> str:
        if creator not in self._sessions:
            wish = {"sub": creator, "role": "creator", "ttl": DAY}
            answer = call("POST", f"{self.world.addresses.api}/dev/token", wish)
            self._sessions[creator] = answer["token"]
        return self._sessions[creator]
