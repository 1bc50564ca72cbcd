"""What the doctor says: one line, and under it what to run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from infra.doctor.http import Unanswered


class Level(StrEnum):
    """How bad it is. Only what is wrong makes the whole thing fail."""

    OK = "ok"
    NOTE = "note"  # to know, or to type in elsewhere
    WARN = "warn"  # works, and should not stay so
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; *run* are commands that put it right."""

    level: Level
    about: str
    says: str
    run: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """As people read it."""
        return [f"{self.level:<5}  {self.about}: {self.says}", *(f"         {line}" for line in self.run)]


Findings = Iterator[Finding]


def report(findings: Findings, say: Callable[[str], None]) -> int:
    """Says all of them and a last word; 0 if nothing is wrong, else 1."""
    wrongs = 0
    for finding in findings:
        wrongs += finding.level is Level.WRONG
        for line in finding.lines():
            say(line)
    say(f"{wrongs} to put right." if wrongs else "Nothing is wrong.")
    return 1 if wrongs else 0


def ok(about: str, says: str) -> Finding:
    """As it should be."""
    return Finding(Level.OK, about, says)


def note(about: str, says: str) -> Finding:
    """To know."""
    return Finding(Level.NOTE, about, says)


def warn(about: str, says: str, *run: str) -> Finding:
    """Should not stay so."""
    return Finding(Level.WARN, about, says, run)


def wrong(about: str, says: str, *run: str) -> Finding:
    """Has to be put right."""
    return Finding(Level.WRONG, about, says, run)


def guarded(about: str, look: Callable[[], Findings]) -> Findings:
    """What *look* finds; what keeps it from looking is a finding, too."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield from look()
    except Unanswered as error:
        yield wrong(about, f"no answer ({error}).")
    except (BotoCoreError, ClientError) as error:
        yield wrong(about, f"cannot be looked at: {refusal(error)}.")


def refusal(error: Exception) -> str:
    """What AWS refused, in a few words: its long texts name people and values."""
    from botocore.exceptions import ClientError

    if isinstance(error, ClientError):
        return f"{error.operation_name} was answered with {error.response['Error']['Code']}"
    return str(error).rstrip(".")
