"""Where histories are played: greenlets that are used again, and an ear for what the product only logs."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from os import devnull
from pathlib import Path

from chalicelib.telemetry import SERVICE
from tests.faults.breaks import Plan
from tests.faults.history import Case, History, Outcome, Swap
from tests.faults.ledger import Ledger
from tests.faults.lockstep import Carrier

TIDY = 20  # histories after which memory is tidied up


class Ear(logging.Handler):
    """Hears with what the product's work failed; its other lines are dropped."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.ledger: Ledger | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """One failure."""
        error = record.exc_info[1] if record.exc_info else None
        if self.ledger is not None and error is not None:
            self.ledger.failed(error)


class Stage:
    """Plays one history after another, in this thread's time."""

    def __init__(self, ear: Ear) -> None:
        self.ear = ear
        self.crew: list[Carrier] = []
        self._played = 0

    def play(self, case: Case, plan: Plan, *, swap: Swap | None = None, trace: bool = False) -> Outcome:
        """One history, from its first visitor to its rest."""
        history = History(case, plan, swap=swap or Swap(), crew=self.crew, trace=trace)
        self.ear.ledger = history.ledger
        self._played += 1
        if self._played % TIDY == 0:
            gc.collect()
        return history.play()


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage on which the product's log and metrics are not seen."""
    logger, ear = logging.getLogger(SERVICE), Ear()
    handlers, level = logger.handlers[:], logger.level
    logger.handlers[:] = [ear]
    logger.setLevel(logging.ERROR)
    try:
        with (
            _collected_seldom(),
            Path(devnull).open("w", encoding="utf-8") as nothing,
            redirect_stdout(nothing),
        ):
            here = Stage(ear)
            yield here
            for carrier in here.crew:
                carrier.leave()
    finally:
        logger.handlers[:] = handlers
        logger.setLevel(level)


@contextmanager
def _collected_seldom() -> Iterator[None]:
    """The collector would look through everything every few histories: a tenth of the time."""
    enabled = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()
