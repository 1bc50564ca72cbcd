"""Professional accounts."""

from dataclasses import dataclass

WEBHOOK_FIELDS = frozenset(
    {
        "messages",
        "messaging_postbacks",
        "messaging_seen",
        "message_reactions",
        "messaging_referral",
        "message_edit",
        "message_echoes",
        "messaging_optins",
        "messaging_handover",
        "standby",
        "comments",
        "live_comments",
        "mentions",
        "story_insights",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A creator's account. Webhooks and sends use *id*; *app_scoped_id* is another number."""

    id: str
    app_scoped_id: str
    username: str
    name: str = ""
    account_type: str = "MEDIA_CREATOR"
    message_access: bool = True  # the owner's switch in the phone app
    tester: bool = True  # accepted the Instagram Tester role
    live: bool = False  # the app is live with Advanced Access for this account
    subscribed: frozenset[str] = WEBHOOK_FIELDS

    @property
    def served(self) -> bool:
        """Whether the API serves this account at all."""
        return self.tester or self.live


class Accounts:
    """All accounts of this world."""

    def __init__(self) -> None:
        self._by_id: dict[str, Account] = {}

    def save(self, account: Account) -> Account:
        """Keeps *account*, replacing the one with the same id."""
        self._by_id[account.id] = account
        return account

    def get(self, id: str) -> Account | None:
        """The account with this id."""
        return self._by_id.get(id)

    def find(self, name: str) -> Account | None:
        """The account with this id or username."""
        return self._by_id.get(name) or next(
            (one for one in self._by_id.values() if one.username == name.lower()), None
        )

    def all(self) -> list[Account]:
        """Every account, oldest first."""
        return list(self._by_id.values())
