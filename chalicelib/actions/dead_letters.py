"""Dead letters: every failed message, grouped by cause, and another chance for those that may have one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from chalicelib.actions.ports import Accounts, Clock, Contacts, Hints, Key, Logs, PreferenceStore
from chalicelib.domain.contact import Contact
from chalicelib.domain.dead import Place
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.hint import Hint
from chalicelib.domain.judge import Never, judge
from chalicelib.domain.log import Entry
from chalicelib.domain.state import State
from chalicelib.domain.words import WORDS, words

Cause = tuple[Code, Reason]
SHOWN = 100  # messages of one cause that are listed and counted


class Verdict(StrEnum):
    """What became of one message in a replay."""

    REPLAYED = "replayed"
    WOULD_REPLAY = "would_replay"  # a dry run
    WINDOW_CLOSED = "window_closed"
    NOT_CONNECTED = "not_connected"
    OPTED_OUT = "opted_out"
    PERSON_LIMIT = "person_limit"  # as many automated messages as the creator allows in 24 hours
    WOULD_FAIL_AGAIN = "would_fail_again"  # nothing has changed that could help
    SUPERSEDED = "superseded"  # the lead has a newer message
    NOT_FAILED = "not_failed"  # on its way or sent already: replaying twice does nothing
    UNKNOWN = "unknown"


BARRED = {
    Reason.WINDOW_CLOSED: Verdict.WINDOW_CLOSED,
    Reason.COMMENT_TOO_OLD: Verdict.WINDOW_CLOSED,
    Reason.OPTED_OUT: Verdict.OPTED_OUT,
    Reason.NOT_CONNECTED: Verdict.NOT_CONNECTED,
}


class Dms(Protocol):
    """The messages."""

    def get(self, creator: str, id: str) -> Dm | None:
        """The message as it is this moment."""

    def save(self, old: Dm, new: Dm) -> bool:
        """Replaces *old* by *new*; False when somebody changed it meanwhile."""

    def failed(
        self, cause: Cause, *, limit: int, after: Place | None = None
    ) -> tuple[Sequence[Key], Place | None]:
        """Up to *limit* messages that failed for *cause*, newest first, from behind *after* on.

        Also the place behind which there are more, None at the end. Some may be replayed already.
        """

    def many(self, keys: Iterable[Key]) -> dict[Key, Dm]:
        """Those of *keys* that exist."""


class Leads(Protocol):
    """The leads."""

    def owner(self, id: str) -> str | None:
        """Whose lead it is."""

    def newest(self, creator: str, id: str) -> str | None:
        """The lead's newest message."""


@dataclass(frozen=True, slots=True)
class Group:
    """The messages that failed for one cause, newest first; *more* if there are others."""

    cause: Cause
    dms: Sequence[Dm]
    more: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A verdict per message, and behind which place the rest of the cause begins; None: that was all."""

    verdicts: dict[str, Verdict]
    after: Place | None


class ListDead:
    """Reads the sparse index of failed messages, never the messages that are well."""

    def __init__(self, *, dms: Dms) -> None:
        self.dms = dms

    def __call__(self) -> list[Group]:
        """The causes that have messages, the largest first."""
        groups = [self._group(cause) for cause in WORDS]
        return sorted((g for g in groups if g.dms), key=lambda g: -len(g.dms))

    def _group(self, cause: Cause) -> Group:
        keys, after = self.dms.failed(cause, limit=SHOWN)
        found = self.dms.many(keys)
        return Group(cause, [found[key] for key in keys if key in found], more=after is not None)


class ReplayDead:
    """Gives failed messages another chance. Each is checked first; asking twice replays once."""

    def __init__(
        self,
        *,
        dms: Dms,
        leads: Leads,
        accounts: Accounts,
        contacts: Contacts,
        preferences: PreferenceStore,
        hints: Hints,
        logs: Logs,
        clock: Clock,
    ) -> None:
        self.dms = dms
        self.leads = leads
        self.accounts = accounts
        self.contacts = contacts
        self.preferences = preferences
        self.hints = hints
        self.logs = logs
        self.clock = clock

    def of_cause(self, cause: Cause, *, limit: int, by: str, dry: bool) -> dict[str, Verdict]:
        """A verdict for each of the newest *limit* messages that failed for *cause*: the first page."""
        return self.page(cause, after=None, limit=limit, by=by, dry=dry).verdicts

    def page(self, cause: Cause, *, after: Place | None, limit: int, by: str, dry: bool) -> Page:
        """A verdict for each of up to *limit* messages that failed for *cause*, from behind *after* on."""
        keys, last = self.dms.failed(cause, limit=limit, after=after)
        verdicts = {id: self._replay(creator, id, by=by, dry=dry) for creator, id in keys}
        return Page(verdicts, last)

    def these(self, ids: Iterable[str], *, by: str, dry: bool) -> dict[str, Verdict]:
        """A verdict for each message; *by* is who asked, *dry* only says what would happen."""
        return {id: self._one(id, by=by, dry=dry) for id in dict.fromkeys(ids)}

    def _one(self, id: str, *, by: str, dry: bool) -> Verdict:
        creator = self.leads.owner(id.partition("-")[0])
        return Verdict.UNKNOWN if creator is None else self._replay(creator, id, by=by, dry=dry)

    def _replay(self, creator: str, id: str, *, by: str, dry: bool) -> Verdict:
        dm = self.dms.get(creator, id)
        if dm is None:
            return Verdict.UNKNOWN
        verdict = self._check(dm)
        if verdict is not Verdict.REPLAYED or dry:
            return Verdict.WOULD_REPLAY if verdict is Verdict.REPLAYED else verdict
        again = dm.again(now=self.clock())
        if not self.dms.save(dm, again):
            return Verdict.NOT_FAILED
        note = f"replayed by {by}"
        self.logs.add(Entry.about(again, at=self.clock(), note=note))
        self.hints.send(Hint.of(again))
        return verdict

    def _check(self, dm: Dm) -> Verdict:
        if dm.state is not State.FAILED:
            return Verdict.NOT_FAILED
        if self.leads.newest(dm.creator, dm.lead) != dm.id:
            return Verdict.SUPERSEDED
        account = self.accounts.get(dm.creator, dm.account)
        contact = self.contacts.get(dm.account, dm.person) if dm.person else None
        said = judge(dm, account, contact, now=self.clock())
        if isinstance(said, Never):
            return BARRED[said.reason]
        if contact is not None and self._over_limit(dm, contact):
            return Verdict.PERSON_LIMIT
        return Verdict.REPLAYED if _may_help(dm, contact) else Verdict.WOULD_FAIL_AGAIN

    def _over_limit(self, dm: Dm, contact: Contact) -> bool:
        """Whether the person has received enough; a message is not in its own way."""
        if dm.automation is None:
            return False
        others = replace(contact, turns=tuple(turn for turn in contact.turns if turn.dm != dm.id))
        return others.lately(self.clock()) >= self.preferences.get(dm.creator).person_limit


def _may_help(dm: Dm, contact: Contact | None) -> bool:
    """Whether another attempt can end otherwise: the failure may pass, or the person has acted since."""
    acted = contact is not None and (contact.last_act_at or 0) > (dm.failed_at or 0)
    return acted or dm.code is None or dm.reason is None or words(dm.code, dm.reason).retryable
