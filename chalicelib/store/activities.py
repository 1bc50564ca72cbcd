"""The table of events that led to no message."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from chalicelib.domain.activity import Activity, Outcome
from chalicelib.store.automation_rows import ActivityRow

KEEP = timedelta(days=30)


class Activities:
    """Activities as rows, a creator's own behind the creator's id."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.clock = clock

    def put(self, activity: Activity) -> None:
        """Keeps one for 30 days; an event that is told twice stands there once."""
        person = activity.person
        ActivityRow(
            activity.creator,
            activity.id,
            whose=f"{activity.account}#{person}" if person else None,
            account_id=activity.account,
            at=activity.at,
            kind=activity.kind,
            outcome=activity.outcome,
            username=activity.username,
            event_id=activity.event_id,
            post=activity.post,
            automation=activity.automation,
            word=activity.word,
            expires_at=datetime.fromtimestamp(self.clock() / 1_000, UTC) + KEEP,
        ).save()

    def page(self, creator: str, *, before: str | None, limit: int) -> Sequence[Activity]:
        """Up to *limit* of the creator's older than the one with the id *before*, newest first."""
        older = None if before is None else ActivityRow.activity_id < before
        rows = ActivityRow.query(creator, older, scan_index_forward=False, limit=limit)
        return [_activity(row) for row in rows]

    def of_person(self, creator: str, account: str, person: str, *, limit: int) -> Sequence[Activity]:
        """Up to *limit* of what one person did, as the creator sees it."""
        index = ActivityRow.by_person.query(f"{account}#{person}")
        own = ((row.creator_id, row.activity_id) for row in index if row.creator_id == creator)
        keys = list(islice(own, limit))
        rows = ActivityRow.batch_get(keys) if keys else ()
        return sorted((_activity(row) for row in rows), key=lambda activity: activity.id)

    def erase_some(self, creator: str, account: str, *, limit: int) -> int:
        """Deletes up to *limit* of an account's; how many it were."""
        rows = list(ActivityRow.query(creator, None, ActivityRow.account_id == account, limit=limit))
        with ActivityRow.batch_write() as batch:
            for row in rows:
                batch.delete(row)
        return len(rows)

    def erase(self, activities: Sequence[Activity]) -> None:
        """Deletes them."""
        with ActivityRow.batch_write() as batch:
            for activity in activities:
                batch.delete(ActivityRow(activity.creator, activity.id))


def _activity(row: ActivityRow) -> Activity:
    return Activity(
        creator=row.creator_id,
        account=row.account_id,
        at=int(row.at),
        kind=row.kind,
        key=row.activity_id[12:],
        outcome=Outcome(row.outcome),
        person=row.whose.partition("#")[2] if row.whose else None,
        username=row.username,
        event_id=row.event_id,
        post=row.post,
        automation=row.automation,
        word=row.word,
    )
