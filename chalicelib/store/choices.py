"""What can be tapped under a message, as rows keep it."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from chalicelib.domain.choice import Choice


def shape_of(choices: Iterable[Choice]) -> list[dict[str, Any]] | None:
    """JSON for *choices*, absent values left out; None for none at all."""
    return [{name: value for name, value in asdict(c).items() if value} for c in choices] or None


def choices_of(shape: Iterable[dict[str, Any]] | None) -> tuple[Choice, ...]:
    """What shape_of wrote."""
    return tuple(Choice(**fields) for fields in shape or ())
