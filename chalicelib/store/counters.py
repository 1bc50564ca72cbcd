"""The table of counts."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pynamodb.exceptions import TransactWriteError

from chalicelib.domain.counts import NAMES, Counts
from chalicelib.domain.swept import Swept
from chalicelib.domain.tally import Tally
from chalicelib.store.counter_rows import CounterRow
from chalicelib.store.rows import OnceRow
from chalicelib.store.table import lost, transaction

if TYPE_CHECKING:
    from botocore.client import BaseClient

ALL = ("dms", "all")
SWEEP = ("sweep", "last")
KEEP = timedelta(days=2)  # a stream keeps its records for a day


class Counters:
    """Counts as rows: one for all time, one per hour, one per creator."""

    def __init__(self, client: "BaseClient", clock: Callable[[], int]) -> None:
        self.client = client
        self.clock = clock

    def add(self, tally: Tally, *, once: str) -> bool:
        """Adds *tally* in one transaction; False if the batch *once* was added before."""
        rows = {
            ALL: tally.totals,
            **{("hours", _bucket(at)): counts for at, counts in tally.hours.items()},
            **{_own(creator): counts for creator, counts in tally.creators.items()},
        }
        expires = datetime.fromtimestamp(self.clock() / 1_000, UTC) + KEEP
        try:
            with transaction(self.client) as write:
                write.save(OnceRow(f"tally#{once}", expires_at=expires), OnceRow.key.does_not_exist())
                for key, counts in rows.items():
                    actions = [getattr(CounterRow, name).add(n) for name, n in counts.items()]
                    if actions:
                        write.update(CounterRow(*key), actions=actions)
        except TransactWriteError as error:
            if not any(lost(error)[:1]):
                raise
            return False
        return True

    def note(self, swept: Swept) -> None:
        """Keeps what the last sweep found."""
        CounterRow(*SWEEP, swept_at=swept.at, overdue=swept.overdue, oldest=swept.oldest).save()

    def swept(self) -> Swept | None:
        """What the last sweep found."""
        try:
            row = CounterRow.get(*SWEEP)
        except CounterRow.DoesNotExist:
            return None
        oldest = None if row.oldest is None else int(row.oldest)
        return Swept(at=int(row.swept_at), overdue=int(row.overdue), oldest=oldest)

    def totals(self) -> Counts:
        """Messages per state, ever."""
        return _read(ALL)

    def of(self, creator: str) -> Counts:
        """A creator's messages per state, ever."""
        return _read(_own(creator))

    def hours(self, since: int) -> Mapping[int, Counts]:
        """What reached which state, per hour since *since*."""
        rows = CounterRow.query("hours", CounterRow.bucket >= _bucket(since))
        return {_time(row.bucket): _counts(row) for row in rows}


def _own(creator: str) -> tuple[str, str]:
    """A creator's row; the creator is in the partition's key, so that no partition has them all."""
    return f"creator#{creator}", "all"


def _read(key: tuple[str, str]) -> Counts:
    try:
        return _counts(CounterRow.get(*key))
    except CounterRow.DoesNotExist:
        return Counts()


def _counts(row: CounterRow) -> Counts:
    return Counts({name: int(n) for name in NAMES if (n := getattr(row, name))})


def _bucket(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1_000, UTC):%Y-%m-%dT%H}"


def _time(bucket: str) -> int:
    return int(datetime.strptime(f"{bucket}+0000", "%Y-%m-%dT%H%z").timestamp() * 1_000)
