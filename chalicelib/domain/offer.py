"""What to offer for a message, with what has changed since it failed and what still stands in its way."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.account import Account
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Reason
from chalicelib.domain.judge import Never, judge
from chalicelib.domain.remedy import Remedy, remedy


class Since(StrEnum):
    """What has changed since a message failed, so that another attempt may work now."""

    ACTED = "acted"  # the person wrote or tapped again
    CONNECTED = "connected"  # the creator has connected Instagram again


@dataclass(frozen=True, slots=True)
class Offer:
    """The one right thing to do; *bar* says why another attempt would come to nothing, whatever the fault."""

    remedy: Remedy
    since: Since | None = None
    bar: Reason | None = None

    @property
    def retries(self) -> bool:
        """Whether another attempt can help now."""
        return self.remedy is Remedy.RETRY


BARRED = {Reason.OPTED_OUT: Remedy.NOTHING, Reason.NOT_CONNECTED: Remedy.RECONNECT}


def offer(dm: Dm, account: Account | None, contact: Contact | None, *, now: int) -> Offer:
    """What helps *dm* at *now*, by the rules that the worker would judge another attempt by."""
    acted_at = contact.last_act_at if contact else None
    connected_at = account.connected_at if account and account.usable else None
    helps = remedy(dm, acted_at=acted_at, connected_at=connected_at)
    if helps not in {Remedy.RETRY, Remedy.DECIDE}:
        return Offer(helps)
    said = judge(dm, account, contact, now=now)
    if helps is Remedy.DECIDE:
        return Offer(helps, bar=said.reason if isinstance(said, Never) else None)
    if isinstance(said, Never):
        return Offer(BARRED.get(said.reason, Remedy.REACH), bar=said.reason)
    return Offer(helps, since=_since(dm, acted_at))


def _since(dm: Dm, acted_at: int | None) -> Since | None:
    """Nothing, where the fault may have passed by itself."""
    if remedy(dm, acted_at=None, connected_at=None) is Remedy.RETRY:
        return None
    by_person = remedy(dm, acted_at=acted_at, connected_at=None) is Remedy.RETRY
    return Since.ACTED if by_person else Since.CONNECTED
