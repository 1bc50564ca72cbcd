"""Adding up what came of many histories."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chalicelib.actions import bind_lead, dead_letters, pace, ports, sweep, tally
from tests.faults.history import Outcome

# The product's Hints and News are real here: what they call is SQS.
SQS = ("Sqs.send_message", "Sqs.send_message_batch", "Sqs.change_message_visibility")
PORTS = (
    ports.Dms,
    ports.Leads,
    ports.Forms,
    ports.Accounts,
    ports.Contacts,
    ports.Mids,
    ports.Keys,
    ports.Logs,
    ports.Vault,
    ports.Instagram,
    pace.Gates,
    tally.Counters,
    sweep.Counters,
    bind_lead.Leads,
    dead_letters.Dms,
    dead_letters.Leads,
)
APART = frozenset(
    {
        *("Dms.many", "Dms.of_lead", "Leads.exists", "Leads.page", "Logs.of_lead"),  # pages read these
        *("Accounts.of", "Accounts.named", "Accounts.leave", "Accounts.erase"),  # ways out need these
    }
)
Place = tuple[str, str]  # function, call


@dataclass(slots=True)
class Score:
    """Counts over histories; *wrong* has the number of each history that broke a rule, and the rule."""

    histories: int = 0
    faults: int = 0
    dms: int = 0
    unconfirmed: int = 0
    seen: set[Place] = field(default_factory=set)
    struck: set[Place] = field(default_factory=set)
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def add(self, number: int, outcome: Outcome) -> None:
        """One more history."""
        self.histories += 1
        self.faults += len(outcome.faults)
        self.dms += sum(outcome.states.values())
        self.unconfirmed += outcome.states["unconfirmed"]
        self.seen.update(outcome.crossed)
        self.struck.update((fault.function, fault.call) for fault in outcome.faults)
        self.wrong += [(number, what) for what in outcome.violations]

    def merge(self, other: "Score") -> None:
        """The sums of both."""
        self.histories += other.histories
        self.faults += other.faults
        self.dms += other.dms
        self.unconfirmed += other.unconfirmed
        self.seen |= other.seen
        self.struck |= other.struck
        self.wrong += other.wrong

    def missed(self) -> list[str]:
        """Boundaries that exist and never had a fault; a port that no history reaches is one, too."""
        reached = {call for _, call in self.seen}
        unreached = [f"nobody: {call}" for call in sorted(existing() - reached)]
        return unreached + [f"{function}: {call}" for function, call in sorted(self.seen - self.struck)]

    def count(self, rule: str) -> int:
        """How often *rule* was broken."""
        return sum(what.startswith(f"{rule}:") for _, what in self.wrong)


def existing() -> set[str]:
    """Every call of the outside that the way of a message can make, from the ports that the actions name."""
    calls = {f"{port.__name__}.{name}" for port in PORTS for name in _methods(vars(port))}
    return (calls | set(SQS)) - APART


def _methods(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith("_")]
