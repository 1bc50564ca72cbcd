"""Access tokens and login codes, with the rules of their lives."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from simulator.errors import REVOCATIONS, Refusal, Why
from simulator.ids import Ids

HOUR_S = 3_600
DAY_S = 86_400
LONG_LIFE_S = 5_183_944  # the expires_in of Meta's own samples, "about 60 days"

BASIC = "instagram_business_basic"
MESSAGES = "instagram_business_manage_messages"
COMMENTS = "instagram_business_manage_comments"
SCOPES = frozenset(
    {
        BASIC,
        MESSAGES,
        COMMENTS,
        "instagram_business_content_publish",
        "instagram_business_manage_insights",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An Instagram User token. *revoked* is the subcode of its death; times in seconds."""

    value: str = field(repr=False)
    account: str
    long: bool
    issued: float
    expires: float
    scopes: frozenset[str]
    revoked: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A login code: good for one exchange within an hour."""

    value: str = field(repr=False)
    account: str
    redirect_uri: str
    scopes: frozenset[str]
    issued: float


class Tokens:
    """Every token and every code that was given out."""

    def __init__(self, ids: Ids, *, app_id: str) -> None:
        self._ids = ids
        self._app_id = app_id
        self._tokens: dict[str, Token] = {}
        self._codes: dict[str, Code] = {}

    def issue(
        self,
        account: str,
        *,
        now: float,
        long: bool,
        scopes: frozenset[str],
        value: str | None = None,
    ) -> Token:
        """A fresh token for *account*: an hour, or about 60 days when *long*."""
        token = Token(
            value=value or self._ids.token(),
            account=account,
            long=long,
            issued=now,
            expires=now + (LONG_LIFE_S if long else HOUR_S),
            scopes=scopes,
        )
        self._tokens[token.value] = token
        return token

    def get(self, value: str | None) -> Token | None:
        """The token, dead or alive."""
        return self._tokens.get(value or "")

    def check(self, value: str | None, now: float) -> Token:
        """The living token; every other raises Meta's 190."""
        if not value:
            raise Refusal(Why.NO_TOKEN)
        token = self._tokens.get(value)
        if token is None:
            raise Refusal(Why.GARBAGE_TOKEN)
        subcode = token.revoked or (463 if now >= token.expires else None)
        if subcode:
            raise Refusal(
                REVOCATIONS[subcode],
                user=token.account,
                app=self._app_id,
                expired=_pacific(min(token.expires, now)),
                now=_pacific(now),
            )
        return token

    def newest(self, account: str, now: float) -> Token | None:
        """The account's newest living long token."""
        alive = [
            one
            for one in self._tokens.values()
            if one.account == account and one.long and not one.revoked and now < one.expires
        ]
        return max(alive, key=lambda one: one.issued, default=None)

    def revoke(self, account: str, subcode: int) -> int:
        """Kills every token of *account* and answers how many died."""
        mine = [one for one in self._tokens.values() if one.account == account and not one.revoked]
        for token in mine:
            self._tokens[token.value] = replace(token, revoked=subcode)
        return len(mine)

    def exchange(self, short: Token, now: float) -> Token:
        """A long token for a short one."""
        if short.long:
            raise Refusal(Why.NOT_SHORT_LIVED)
        return self.issue(short.account, now=now, long=True, scopes=short.scopes)

    def refresh(self, token: Token, *, now: float, rename: bool) -> Token:
        """Another 60 days, for long tokens at least a day old that hold the basic permission."""
        if BASIC not in token.scopes:
            raise Refusal(Why.NO_PERMISSION)
        if not token.long or now - token.issued < DAY_S:
            raise Refusal(Why.TOKEN_TOO_YOUNG)
        value = None if rename else token.value
        return self.issue(token.account, now=now, long=True, scopes=token.scopes, value=value)

    def give_code(self, account: str, *, redirect_uri: str, scopes: frozenset[str], now: float) -> str:
        """A code for the redirect after the login."""
        code = Code(
            value=self._ids.code(),
            account=account,
            redirect_uri=redirect_uri,
            scopes=scopes,
            issued=now,
        )
        self._codes[code.value] = code
        return code.value

    def peek_code(self, value: str, now: float) -> Code | None:
        """The code if it may still be spent."""
        code = self._codes.get(value)
        return code if code and now - code.issued < HOUR_S else None

    def spend_code(self, code: Code) -> None:
        """Uses the code up."""
        del self._codes[code.value]


def _pacific(at: float) -> str:
    there = datetime.fromtimestamp(at, timezone(timedelta(hours=-7)))
    return there.strftime("%A, %d-%b-%y %H:%M:%S PDT")
