"""Reading the fields of a control's body, with errors that name the field."""

from collections.abc import Mapping


class BadField(Exception):
    """Field *name* is missing or wrong; the text says how."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name


def text(body: Mapping[str, object], name: str) -> str:
    """A text that must be there and not empty."""
    value = optional_text(body, name)
    if value is None:
        raise BadField(name, "is missing")
    return value


def optional_text(body: Mapping[str, object], name: str) -> str | None:
    """A text, or None when absent."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise BadField(name, "must be a text that is not empty")
    return value


def digits(body: Mapping[str, object], name: str) -> str | None:
    """An id of digits as text, or None when absent."""
    value = optional_text(body, name)
    if value is not None and not (value.isascii() and value.isdigit()):
        raise BadField(name, "must be a text of digits")
    return value


def flag(body: Mapping[str, object], name: str, *, default: bool) -> bool:
    """True or false."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise BadField(name, "must be true or false")
    return value


def number(body: Mapping[str, object], name: str, *, default: int | None = None) -> int:
    """A whole number; without a *default* it must be there."""
    value = body.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadField(name, "must be a whole number")
    return value


def choice(body: Mapping[str, object], name: str, options: tuple[str, ...]) -> str:
    """One of *options*; the first when absent."""
    value = body.get(name, options[0])
    if value not in options:
        raise BadField(name, f"must be one of {', '.join(options)}")
    return str(value)
