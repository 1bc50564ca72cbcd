"""The table of counts."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pynamodb.exceptions import TransactWriteError

from chalicelib.domain.counts import Counts
from chalicelib.domain.dm import State
from chalicelib.domain.tally import Tally
from chalicelib.store.rows import CounterRow, OnceRow
from chalicelib.store.table import lost, transaction

if TYPE_CHECKING:
    from botocore.client import BaseClient

ALL = ("dms", "all")
KEEP = timedelta(days=2)  # a stream keeps its records for a day


class Counters:
    """Counts as rows: one for all time, one per hour."""

    def __init__(self, client: "BaseClient", clock: Callable[[], int]) -> None:
        self.client = client
        self.clock = clock

    def add(self, tally: Tally, *, once: str) -> None:
        """Adds *tally* in one transaction, unless the batch *once* was added before."""
        rows = {
            ALL: tally.totals,
            **{("hours", _bucket(at)): counts for at, counts in tally.hours.items()},
        }
        expires = datetime.fromtimestamp(self.clock() / 1_000, UTC) + KEEP
        try:
            with transaction(self.client) as write:
                write.save(OnceRow(f"tally#{once}", expires_at=expires), OnceRow.key.does_not_exist())
                for key, counts in rows.items():
                    actions = [getattr(CounterRow, state).add(n) for state, n in counts.items()]
                    if actions:
                        write.update(CounterRow(*key), actions=actions)
        except TransactWriteError as error:
            if not any(lost(error)[:1]):
                raise

    def totals(self) -> Counts:
        """Messages per state, ever."""
        try:
            return _counts(CounterRow.get(*ALL))
        except CounterRow.DoesNotExist:
            return Counts()

    def hours(self, since: int) -> Mapping[int, Counts]:
        """What reached which state, per hour since *since*."""
        rows = CounterRow.query("hours", CounterRow.bucket >= _bucket(since))
        return {_time(row.bucket): _counts(row) for row in rows}


def _counts(row: CounterRow) -> Counts:
    return Counts({state.value: int(getattr(row, state.value) or 0) for state in State})


def _bucket(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1_000, UTC):%Y-%m-%dT%H}"


def _time(bucket: str) -> int:
    return int(datetime.strptime(f"{bucket}+0000", "%Y-%m-%dT%H%z").timestamp() * 1_000)
