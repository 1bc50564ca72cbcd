"""Somebody who wants to hear from a creator."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Provider(StrEnum):
    """How a lead wants to be reached."""

    INSTAGRAM = "instagram"
    WHATSAPP = "whatsapp"


FORM = "form"
DM = re.compile(r"[0-9a-f]{24}-[0-9a-z]{1,40}")  # a message's id: its lead's, and its own part
REF_LIFE = 90 * 24 * 3_600_000  # milliseconds for which a contact link is good


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One lead. Times in milliseconds."""

    creator: str
    id: str  # 24 hex digits, time-ordered
    account: str
    form: str  # "" for a lead that came by itself
    provider: Provider
    name: str
    consent_at: int
    created_at: int
    source: str = FORM  # what made it a lead: a form, or the kind of thing that the person did
    username: str | None = None
    phone: str | None = None  # international, digits only
    words: str | None = None  # what the lead wrote into the form
    ref: str = ""  # the secret in the ig.me link, good for one binding
    person: str | None = None  # the IGSID, once the person acted
    dm: str = ""  # the newest message's id

    @property
    def sought(self) -> str | None:
        """The user name by which its person may be recognised; None where that is not wanted any more."""
        typed = self.username if self.source == FORM and self.provider is Provider.INSTAGRAM else None
        return typed.lower() if typed and self.person is None else None

    def link_open(self, now: int) -> bool:
        """Whether the contact link is still good."""
        return now - self.created_at < REF_LIFE


def first_dm(lead: str) -> str:
    """The id of a lead's first message; later ones sort behind it."""
    return f"{lead}-0"


def is_dm(text: str, lead: str) -> bool:
    """Whether *text* can name a message to *lead*."""
    return DM.fullmatch(text) is not None and text.startswith(f"{lead}-")


def next_dm(lead: str, tail: str) -> str:
    """The id of a further message; *tail* is time-ordered."""
    return f"{lead}-{tail}"
