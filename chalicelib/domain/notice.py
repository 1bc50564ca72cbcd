"""What the creator is told about a connection: what happened, and the one thing to do."""

from dataclasses import dataclass

from chalicelib.domain.account import DAY, WARNINGS, Account, Connection
from chalicelib.domain.faults import Code, Ended, Reason
from chalicelib.domain.words import words

TOLD_FOR = 3 * DAY  # how long a single refusal or repair is news
RECONNECT = "Reconnect Instagram; waiting messages then go out by themselves while they still may."
ENDINGS: dict[Ended, str] = {
    Ended.EXPIRED: "Your Instagram connection has expired.",
    Ended.REMOVED: "Our app was removed from your Instagram account.",
    Ended.PASSWORD_CHANGED: "Instagram ended the connection because your password changed or you logged out.",
    Ended.LOGIN_NEEDED: "Instagram wants you to log in there and confirm something first.",
    Ended.ROLE_LOST: "Your role at this Instagram account has changed, and that ended the connection.",
    Ended.INVALID: "Instagram does not accept your connection any more.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """*code* names the kind for programs; *at* is when it began, in milliseconds."""

    code: str
    message: str
    action: str
    at: int | None


def notice(account: Account, *, now: int) -> Notice | None:
    """The most pressing thing about *account*; None when all is well."""
    if account.state is Connection.DISCONNECTED:
        return None
    if account.state is Connection.DELETING:
        message = "Everything about this account is being deleted, as its person asked Instagram."
        return Notice(code="DELETING", message=message, action="Nothing to do.", at=None)
    if account.state is Connection.RECONNECT or account.token_expires_at <= now:
        why = account.ended or Ended.EXPIRED
        return Notice(code=why, message=ENDINGS[why], action=RECONNECT, at=account.ended_at)
    if account.state is Connection.CHECKING:
        said = words(Code.TOKEN_EXPIRED, Reason.REFRESHING)
        return Notice(code="CHECKING", message=said.message, action=said.action, at=None)
    return _expiring(account, now) or _trouble(account, now) or _events(account, now)


def _expiring(account: Account, now: int) -> Notice | None:
    days = -(-(account.token_expires_at - now) // DAY)
    if account.failing_since is None or days > max(WARNINGS):
        return None
    left = "1 day" if days == 1 else f"{days} days"
    message = f"Your Instagram connection ends in {left}, and we could not renew it so far."
    return Notice(code="EXPIRING", message=message, action=RECONNECT, at=account.failing_since)


def _trouble(account: Account, now: int) -> Notice | None:
    if account.trouble is None or account.trouble_at is None or now - account.trouble_at > TOLD_FOR:
        return None
    said = words(Code.NOT_PERMITTED, account.trouble)
    return Notice(code=account.trouble, message=said.message, action=said.action, at=account.trouble_at)


def _events(account: Account, now: int) -> Notice | None:
    if not account.subscribed:
        message = "Instagram does not tell us what happens in your account, so we cannot answer yet."
        action = "Nothing to do: we ask again every day. If it stays like this, reconnect Instagram."
        return Notice(code="NO_EVENTS", message=message, action=action, at=None)
    if account.repaired_at is not None and now - account.repaired_at <= TOLD_FOR:
        message = (
            "Instagram had stopped telling us what happens in your account; we have switched it on again."
        )
        action = "Look into your inbox for messages of the last days that were not answered."
        return Notice(code="REPAIRED", message=message, action=action, at=account.repaired_at)
    return None
