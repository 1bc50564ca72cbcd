"""Work on the queue of accounts to look after."""

from collections.abc import Mapping
from typing import Any

from chalicelib.actions.tend_account import TendAccount
from chalicelib.domain.visit import Visit
from chalicelib.workers.batch import Failures, Record, SideBySide, in_threads, run


def handle(event: Mapping[str, Any], *, tend_account: TendAccount, each: SideBySide = in_threads) -> Failures:
    """Looks after each account; one whose visit fails is visited again."""

    def work(record: Record) -> bool:
        tend_account(Visit.from_text(record["body"]))
        return True

    return run(event, work, each)
