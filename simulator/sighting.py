"""What can be said about a call before it is answered: who makes it, about whom."""

from dataclasses import dataclass
from urllib.parse import urlencode

from simulator.accounts import Account
from simulator.draft import recipient_of
from simulator.errors import Refusal
from simulator.exchange import Request
from simulator.world import World

SECRETS = frozenset(
    {"access_token", "client_secret", "code", "input_token", "fb_exchange_token", "appsecret_proof"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A call in short. *path* has its secrets masked; the names are what a match may say."""

    method: str
    path: str
    account: str | None = None
    recipient: str | None = None
    account_names: frozenset[str] = frozenset()
    recipient_names: frozenset[str] = frozenset()


def masked(request: Request) -> str:
    """The path with its query, tokens and secrets hidden."""
    pairs = [
        (name, "***" if name in SECRETS else value)
        for name, values in request.query.items()
        for value in values
    ]
    return request.path + (f"?{urlencode(pairs, safe='*,:/')}" if pairs else "")


def sight(request: Request, world: World) -> Sighting:
    """Looks at a call without judging it."""
    token = world.tokens.get(request.token())
    account = world.accounts.get(token.account) if token else _in_path(request, world)
    recipient = _recipient(request)
    return Sighting(
        method=request.method,
        path=masked(request),
        account=account.id if account else None,
        recipient=recipient,
        account_names=frozenset({account.id, account.username}) if account else frozenset(),
        recipient_names=_names(recipient, world),
    )


def _in_path(request: Request, world: World) -> Account | None:
    found = (world.accounts.get(part) for part in request.path.split("/") if part)
    return next((one for one in found if one), None)


def _recipient(request: Request) -> str | None:
    if "recipient" not in request.args:
        return None
    try:
        person, comment = recipient_of(request.args)
    except Refusal:
        return None
    return person or comment


def _names(recipient: str | None, world: World) -> frozenset[str]:
    if recipient is None:
        return frozenset()
    comment = world.comments.get(recipient)
    if comment:
        return frozenset({recipient, comment.author, comment.username})
    person = world.people.get(recipient)
    return frozenset({recipient, person.username}) if person else frozenset({recipient})
