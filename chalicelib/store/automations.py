"""The tables of automations and preferences."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pynamodb.expressions.update import Action

from chalicelib.domain.automation import Automation, Mood, Quiet, day_of
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from chalicelib.store.automation_rows import AutomationRow, PreferenceRow
from chalicelib.store.choices import choices_of, shape_of

Fields = Mapping[str, Any]


class Automations:
    """Automations as rows, behind their account's id."""

    def of(self, account: str) -> Sequence[Automation]:
        """All of an account's, oldest first (a consistent read)."""
        return [_automation(row) for row in AutomationRow.query(account, consistent_read=True)]

    def get(self, account: str, id: str) -> Automation | None:
        """One of an account's (a consistent read)."""
        try:
            return _automation(AutomationRow.get(account, id, consistent_read=True))
        except AutomationRow.DoesNotExist:
            return None

    def add(self, automation: Automation) -> None:
        """Stores a new one."""
        AutomationRow(automation.account, automation.id, **_settings(automation)).save()

    def save(self, old: Automation, new: Automation) -> bool:
        """Replaces *old*'s settings by *new*'s, not its counts; False when others changed them."""
        actions: list[Action] = []
        for name, value in _settings(new).items():
            attribute = getattr(AutomationRow, name)
            actions.append(attribute.remove() if value is None else attribute.set(value))
        return AutomationRow(old.account, old.id).update_if(actions, AutomationRow.rev == old.rev)

    def count(self, automation: Automation, *, now: int) -> bool:
        """Counts one more message of the day; False when the day's are spent, or the automation is gone."""
        row, today = AutomationRow(automation.account, automation.id), day_of(now)
        begun, free = AutomationRow.day >= today, AutomationRow.day >= today
        if automation.cap is not None:
            free &= AutomationRow.today < automation.cap
        more: list[Action] = [AutomationRow.today.add(1), AutomationRow.total.add(1)]
        first: list[Action] = [AutomationRow.day.set(today), AutomationRow.today.set(1), more[1]]
        return (
            row.update_if(more, free)
            or row.update_if(first, AutomationRow.rev.exists() & ~begun)
            or row.update_if(more, free)  # somebody else counted the day's first one in between
        )

    def uncount(self, automation: Automation, *, now: int) -> None:
        """Takes one back that was counted at *now*; another day's count stays."""
        actions: list[Action] = [AutomationRow.today.add(-1), AutomationRow.total.add(-1)]
        same_day = (AutomationRow.today > 0) & (AutomationRow.day == day_of(now))
        AutomationRow(automation.account, automation.id).update_if(actions, same_day)

    def erase(self, automation: Automation) -> None:
        """Deletes it."""
        AutomationRow(automation.account, automation.id).delete()


class PreferenceStore:
    """Preferences as rows."""

    def get(self, creator: str) -> Preferences:
        """The creator's, or what everybody starts with."""
        try:
            row = PreferenceRow.get(creator)
        except PreferenceRow.DoesNotExist:
            return Preferences(creator=creator)
        return Preferences(
            creator=creator, disclosure=row.disclosure or "", person_limit=int(row.person_limit)
        )

    def put(self, preferences: Preferences) -> None:
        """Stores them."""
        PreferenceRow(
            preferences.creator,
            disclosure=preferences.disclosure or None,
            person_limit=preferences.person_limit,
        ).save()


def _settings(automation: Automation) -> dict[str, Any]:
    """Everything but the keys and the counts."""
    rule = automation.rule
    return {
        "creator_id": automation.creator,
        "name": automation.name,
        "trigger": automation.trigger,
        "text": automation.text,
        "mode": rule.mode,
        "words": list(rule.words) or None,
        "posts": list(rule.posts) or None,
        "choices": shape_of(automation.choices),
        "link": automation.link,
        "public": list(automation.public) or None,
        "once": automation.once,
        "cap": automation.cap,
        "quiet": asdict(automation.quiet) if automation.quiet else None,
        "mood": automation.mood,
        "created_at": automation.created_at,
        "active_since": automation.active_since,
        "rev": automation.rev,
    }


def _automation(row: AutomationRow) -> Automation:
    return Automation(
        creator=row.creator_id,
        account=row.account_id,
        id=row.automation_id,
        name=row.name,
        trigger=Trigger(row.trigger),
        text=row.text,
        rule=Rule(mode=Mode(row.mode), words=tuple(row.words or ()), posts=tuple(row.posts or ())),
        choices=choices_of(row.choices),
        link=row.link,
        public=tuple(row.public or ()),
        once=row.once,
        cap=None if row.cap is None else int(row.cap),
        quiet=Quiet(**row.quiet) if row.quiet else None,
        mood=Mood(row.mood),
        created_at=int(row.created_at),
        active_since=int(row.active_since),
        rev=int(row.rev),
        day=row.day,
        today=int(row.today or 0),
        total=int(row.total or 0),
    )
