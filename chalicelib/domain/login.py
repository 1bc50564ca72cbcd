"""Logging in with Instagram: what it gives us, what we need of it, and how it can go wrong."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

NEEDED = frozenset(
    {
        "instagram_business_basic",
        "instagram_business_manage_messages",
        "instagram_business_manage_comments",
    }
)
STATE_LIVES = timedelta(minutes=10)


class Problem(StrEnum):
    """Why a login did not end in a connection. The value stands in the address of the settings page."""

    DENIED = "denied"
    STATE = "state"
    OTHER_BROWSER = "other_browser"
    CODE = "code"
    PERMISSIONS = "permissions"
    PERSONAL = "personal"
    TAKEN = "taken"
    DELETING = "deleting"
    NOT_APPROVED = "not_approved"
    APP = "app"
    UNAVAILABLE = "unavailable"


SENTENCES: dict[Problem, str] = {
    Problem.DENIED: "You did not allow the connection, so nothing has changed.",
    Problem.STATE: "This login was not begun here, is older than ten minutes or was used before. "
    "Please connect again.",
    Problem.OTHER_BROWSER: "This login was begun in another browser or by somebody else. "
    "Please connect here.",
    Problem.CODE: "Instagram's login code was used before or is too old. Please connect again.",
    Problem.PERMISSIONS: "We need every permission that Instagram lists to answer your leads. "
    "Please connect again and leave them all switched on.",
    Problem.PERSONAL: "Instagram lets only professional accounts send by a tool. Switch yours to a "
    "business or creator account in the Instagram app, then connect again.",
    Problem.TAKEN: "This Instagram account is connected by somebody else here. "
    "It must be disconnected there first.",
    Problem.DELETING: "We are still deleting what we knew of this account, as you asked. "
    "Please connect again in a few minutes.",
    Problem.NOT_APPROVED: "Instagram does not let our app use this account yet. While the app is being "
    "reviewed an account must be added as a tester and accept the invitation on instagram.com.",
    Problem.APP: "Instagram did not accept our app's own credentials. Please contact support.",
    Problem.UNAVAILABLE: "Instagram could not complete the login just now. Please connect again in a moment.",
}


class LoginFailed(Exception):
    """The login did not end in a connection."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code was good for: a short token. *permissions* is None where Instagram does not tell."""

    token: str = field(repr=False)
    permissions: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Pass:
    """A long token, and how long it lives (about 60 days)."""

    token: str = field(repr=False)
    lives: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who a token stands for. *id* is the number that webhooks use; *scoped_id* is our app's own for it."""

    id: str
    scoped_id: str | None
    username: str
    kind: str | None  # BUSINESS or MEDIA_CREATOR; PERSONAL cannot be connected

    @property
    def professional(self) -> bool:
        """Whether Instagram lets the account send by a tool."""
        return (self.kind or "").upper() != "PERSONAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A login under way: who began it, in which session, with which browser, and where to go then."""

    creator: str
    session: str
    browser: str  # digest of the cookie
    next: str
    result: str | None = None  # where it led
    spent: bool = False
