"""Set up what is answered by itself, and try it without answering anybody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.actions.ports import Accounts, Chance, Clock, PreferenceStore
from chalicelib.domain.account import Account
from chalicelib.domain.activity import Outcome
from chalicelib.domain.automation import MOST, Automation, Found, choose
from chalicelib.domain.automation_check import TYPED, problems
from chalicelib.domain.ids import is_id, new_id
from chalicelib.domain.message import Values, compose
from chalicelib.domain.occasion import Occasion, Trigger
from chalicelib.domain.stop import Wish, wish


class NoSuchAutomation(Exception):
    """The creator has no automation of this id."""


class NotYourAccount(Exception):
    """The creator has no such Instagram account."""


class Unsound(Exception):
    """The settings make no sense; *fields* says which and why."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class TooMany(Exception):
    """The account has as many automations as it may have."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed it since it was read."""


class Automations(Protocol):
    """The automations, to be edited."""

    def of(self, account: str) -> Sequence[Automation]:
        """All of an account's, oldest first."""

    def get(self, account: str, id: str) -> Automation | None:
        """One of an account's."""

    def add(self, automation: Automation) -> None:
        """Stores a new one."""

    def save(self, old: Automation, new: Automation) -> bool:
        """Replaces *old* by *new*; False when somebody changed it meanwhile."""

    def erase(self, automation: Automation) -> None:
        """Deletes it."""


class EditAutomations:
    """A creator's own automations, of all their accounts."""

    def __init__(self, *, accounts: Accounts, automations: Automations, clock: Clock, chance: Chance) -> None:
        self.accounts = accounts
        self.automations = automations
        self.clock = clock
        self.chance = chance

    def all(self, creator: str) -> list[Automation]:
        """All of the creator's, oldest first."""
        own = (a for account in self.accounts.of(creator) for a in self.automations.of(account.id))
        return sorted((a for a in own if a.creator == creator), key=lambda a: a.id)

    def get(self, creator: str, id: str) -> Automation:
        """The creator's automation; raises NoSuchAutomation."""
        found = (self.automations.get(account.id, id) for account in self._accounts(creator, id))
        for automation in found:
            if automation is not None and automation.creator == creator:
                return automation
        raise NoSuchAutomation(id)

    def add(self, draft: Automation) -> Automation:
        """The new automation; raises NotYourAccount, Unsound or TooMany. *draft* needs no id or times."""
        if self.accounts.owner(draft.account) != draft.creator:
            raise NotYourAccount(draft.account)
        self._check(draft, known=frozenset())
        if sum(a.creator == draft.creator for a in self.automations.of(draft.account)) >= MOST:
            raise TooMany(draft.account)
        now = self.clock()
        automation = replace(draft, id=new_id(now, self.chance), created_at=now, active_since=now)
        self.automations.add(automation)
        return automation

    def change(self, id: str, draft: Automation, *, seen: int | None = None) -> Automation:
        """The automation with the settings of *draft*; raises what get and add raise, or ChangedMeanwhile.

        It stays with its account and its trigger: another one of either is another automation. *seen* is the
        revision that the change is based on, where that was read before.
        """
        old = self.get(draft.creator, id)
        if seen not in {None, old.rev}:
            raise ChangedMeanwhile(id)
        if draft.account != old.account:
            raise Unsound({"instagramBusinessId": "cannot change"})
        if draft.trigger is not old.trigger:
            raise Unsound({"trigger": "cannot change"})
        new = old.become(draft, now=self.clock())
        self._check(new, known=frozenset(choice.then for choice in old.choices))
        if not self.automations.save(old, new):
            raise ChangedMeanwhile(id)
        return new

    def remove(self, creator: str, id: str) -> None:
        """Messages that are on their way still go out; raises NoSuchAutomation."""
        self.automations.erase(self.get(creator, id))

    def _accounts(self, creator: str, id: str) -> Sequence[Account]:
        return self.accounts.of(creator) if is_id(id) else ()

    def _check(self, draft: Automation, *, known: frozenset[str | None]) -> None:
        """Raises Unsound. What *known* names stood there before: it may be gone by now."""
        wrong = problems(draft)
        own = {a.id: a.trigger for a in self.automations.of(draft.account) if a.creator == draft.creator}
        for choice in draft.choices:
            if choice.then is None or choice.then in known or own.get(choice.then) is Trigger.BUTTON:
                continue
            field = "quickReplies" if choice.quick else "buttons"
            why = (
                "can be started by no button: its trigger must be button"
                if choice.then in own
                else "is not there"
            )
            wrong.setdefault(field, f"{choice.title}: the automation {choice.then} {why}")
        if wrong:
            raise Unsound(wrong)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would become of an event, and the message that would go out."""

    outcome: Outcome
    found: Found | None = None
    text: str | None = None


class Rehearse:
    """A dry run: the same rules as for a real event, by somebody who has never been answered."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        automations: Automations,
        preferences: PreferenceStore,
        clock: Clock,
    ) -> None:
        self.accounts = accounts
        self.automations = automations
        self.preferences = preferences
        self.clock = clock

    def __call__(
        self, creator: str, occasion: Occasion, values: Values, *, draft: Automation | None = None
    ) -> Rehearsal:
        """What would happen, if *draft* were saved; raises NotYourAccount."""
        if self.accounts.get(creator, occasion.account) is None:
            raise NotYourAccount(occasion.account)
        if occasion.trigger in TYPED and wish(occasion.text) is Wish.STOP:
            return Rehearsal(Outcome.STOPPED)
        own = {a.id: a for a in self.automations.of(occasion.account) if a.creator == creator}
        if draft is not None:
            own[draft.id] = draft
        found = choose(own.values(), occasion)
        if found is None:
            return Rehearsal(Outcome.NO_AUTOMATION)
        if not found.automation.active:
            return Rehearsal(Outcome.PAUSED, found)
        if found.automation.used_up(self.clock()):
            return Rehearsal(Outcome.DAILY_CAP, found)
        known = replace(values, link=found.automation.link)
        line = self.preferences.get(creator).disclosure
        return Rehearsal(Outcome.QUEUED, found, compose(found.automation.text, known, line=line))
