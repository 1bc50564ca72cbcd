"""Ids in the shapes that Instagram uses. All are opaque; only their look is real."""

import base64
import hashlib
import itertools
import random
import string

LETTERS = string.ascii_letters + string.digits


class Ids:
    """A well of fresh ids, fed by *chance*."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._count = itertools.count(1)

    def account(self) -> str:
        """A professional account: 17 digits."""
        return "17841" + self._digits(12)

    def app_scoped(self) -> str:
        """The same account as one app sees it: 17 digits, above 2^53."""
        return "2" + self._digits(16)

    def person(self) -> str:
        """An IGSID: 15 to 17 digits."""
        return self._chance.choice("123456789") + self._digits(self._chance.randint(14, 16))

    def media(self) -> str:
        """A post, reel or story."""
        return "180" + self._digits(14)

    def story(self, account: str) -> str:
        """The story that an account shows, always the same one."""
        return "179" + _digits_of(f"story of {account}", 14)

    def ad(self, media: str, number: int) -> str:
        """The ad number *number* of a boosted post, always the same one."""
        return "120" + _digits_of(f"ad {number} of {media}", 15)

    def ad_media(self, media: str, number: int) -> str:
        """The copy of the post that this ad shows, always the same one."""
        return "180" + _digits_of(f"copy {number} of {media}", 14)

    def comment(self) -> str:
        """A comment."""
        return "179" + self._digits(14)

    def mid(self, account: str) -> str:
        """A message id, about 160 characters. A running number inside makes it unique."""
        thread = f"340282366841710301244{self._digits(18)}"
        item = f"{account}:{thread}:{next(self._count):011d}{self._digits(24)}"
        return f"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOj{_code(item)}ZD"

    def conversation(self, account: str, person: str) -> str:
        """A thread's id, always the same for the same two."""
        return f"aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6{_code(f'{account}:{person}')}ZD"

    def token(self) -> str:
        """An access token: `IGAA` and 160 characters."""
        return "IGAA" + self._letters(160)

    def code(self) -> str:
        """A login code."""
        return "AQ" + self._letters(120)

    def trace(self) -> str:
        """An fbtrace_id: `A` and 22 characters."""
        return "A" + self._letters(22)

    def attachment(self) -> str:
        """An uploaded attachment."""
        return self._digits(16)

    def _digits(self, count: int) -> str:
        return str(self._chance.randrange(10**count)).zfill(count)

    def _letters(self, count: int) -> str:
        return "".join(self._chance.choices(LETTERS, k=count))


def _digits_of(plain: str, count: int) -> str:
    number = int.from_bytes(hashlib.sha256(plain.encode()).digest())
    return str(number % 10**count).zfill(count)


def _code(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
