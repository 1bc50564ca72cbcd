"""User names as people write and copy them."""

import re

PROFILE = re.compile(r"(?:https?://)?(?:www\.|m\.)?instagram\.com/([\w.]+)/?(?:[?#].*)?", re.IGNORECASE)


def bare(text: str) -> str:
    """The user name that a profile's address or an @ leads to; any other text stays as it is."""
    profile = PROFILE.fullmatch(text)
    return profile[1] if profile else text.removeprefix("@")
