"""Whole numbers as people type them and as addresses carry them."""

DIGITS = 8  # more than anything here counts to


def number(text: str | None) -> int | None:
    """The number that *text* is in plain digits; None for anything else, and for what is too long."""
    digits = (text or "").strip()
    plain = digits.isascii() and digits.isdecimal() and len(digits) <= DIGITS
    return int(digits) if plain else None


def typed(text: str) -> int | str | None:
    """The number that somebody typed, or what they typed instead, for a check to complain of."""
    found = number(text)
    return text.strip() or None if found is None else found
