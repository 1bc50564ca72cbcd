"""Automations, preferences and what was not answered, in dicts."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.activity import Activity
from chalicelib.domain.automation import Automation, day_of
from chalicelib.domain.preferences import Preferences
from tests.fakes.wire import Wire, Wired, port

COUNTS = ("day", "today", "total")


class Automations(Wired):
    """Automations by account and id."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[tuple[str, str], Automation] = {}

    @port
    def of(self, account: str) -> Sequence[Automation]:
        """All of an account's, oldest first."""
        own = [a for (whose, _), a in self.rows.items() if whose == account]
        return sorted(own, key=lambda a: a.id)

    @port
    def get(self, account: str, id: str) -> Automation | None:
        """One of an account's."""
        return self.rows.get((account, id))

    @port
    def add(self, automation: Automation) -> None:
        """Stores a new one."""
        self.rows[automation.account, automation.id] = automation

    @port
    def save(self, old: Automation, new: Automation) -> bool:
        """Replaces *old*'s settings by *new*'s, not its counts."""
        stored = self.rows.get((old.account, old.id))
        if stored is None or stored.rev != old.rev:
            return False
        counts = {name: getattr(stored, name) for name in COUNTS}
        self.rows[old.account, old.id] = replace(new, **counts)
        return True

    @port
    def count(self, automation: Automation, *, now: int) -> bool:
        """Counts one more message of the day; False when the day's are spent."""
        stored = self.rows.get((automation.account, automation.id))
        if stored is None:
            return False
        day = max(stored.day or "", day_of(now))
        today = stored.today if stored.day == day else 0
        if today > 0 and automation.cap is not None and today >= automation.cap:
            return False
        self.rows[stored.account, stored.id] = replace(
            stored, day=day, today=today + 1, total=stored.total + 1
        )
        return True

    @port
    def uncount(self, automation: Automation, *, now: int) -> None:
        """Takes one back that was counted at *now*; another day's count stays."""
        stored = self.rows.get((automation.account, automation.id))
        if stored is not None and stored.today > 0 and stored.day == day_of(now):
            self.rows[stored.account, stored.id] = replace(
                stored, today=stored.today - 1, total=stored.total - 1
            )

    @port
    def erase(self, automation: Automation) -> None:
        """Deletes it."""
        self.rows.pop((automation.account, automation.id), None)


class PreferenceStore(Wired):
    """Preferences by creator."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[str, Preferences] = {}

    @port
    def get(self, creator: str) -> Preferences:
        """The creator's, or what everybody starts with."""
        return self.rows.get(creator) or Preferences(creator=creator)

    @port
    def put(self, preferences: Preferences) -> None:
        """Stores them."""
        self.rows[preferences.creator] = preferences


class Activities(Wired):
    """Activities by creator and id."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[tuple[str, str], Activity] = {}

    @port
    def put(self, activity: Activity) -> None:
        """Keeps one; an event that is told twice stands there once."""
        self.rows[activity.creator, activity.id] = activity

    @port
    def page(self, creator: str, *, before: str | None, limit: int) -> Sequence[Activity]:
        """Up to *limit* of the creator's older than the one with the id *before*, newest first."""
        own = sorted((a for (c, _), a in self.rows.items() if c == creator), key=lambda a: a.id, reverse=True)
        return [a for a in own if before is None or a.id < before][:limit]

    @port
    def of_person(self, creator: str, account: str, person: str, *, limit: int) -> Sequence[Activity]:
        """Up to *limit* of what one person did, as the creator sees it."""
        whose = (creator, account, person)
        return [a for a in self.rows.values() if (a.creator, a.account, a.person) == whose][:limit]

    @port
    def erase_some(self, creator: str, account: str, *, limit: int) -> int:
        """Deletes up to *limit* of an account's; how many it were."""
        keys = [k for k, a in self.rows.items() if (a.creator, a.account) == (creator, account)][:limit]
        for key in keys:
            del self.rows[key]
        return len(keys)

    @port
    def erase(self, activities: Sequence[Activity]) -> None:
        """Deletes them."""
        for activity in activities:
            self.rows.pop((activity.creator, activity.id), None)
