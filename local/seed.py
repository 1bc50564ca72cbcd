"""Two creators with connected accounts, so that there is something to play with."""

import json
import secrets
import urllib.request
from datetime import timedelta
from typing import TypedDict

from chalicelib.actions.connect_account import Login
from chalicelib.wiring import Parts, parts

LIFE = timedelta(days=60)
CREATORS = ("ana", "ben")


class Seeded(TypedDict):
    """One account as the ready file names it."""

    creator: str
    form: str
    instagramBusinessId: str
    username: str
    accessToken: str


def seed(graph: str | None) -> list[Seeded]:
    """Connects each creator's account; *graph* is our simulator, None when another one is used."""
    return [connected(parts(), graph, name) for name in CREATORS]


def connected(product: Parts, graph: str | None, name: str) -> Seeded:
    """A new creator's account, which *product* may send with; *graph* as above."""
    account = _account(name)
    if graph is not None:
        _introduce(graph, account)
    _connect(product, account)
    return account


def _account(name: str) -> Seeded:
    return Seeded(
        creator=f"user_{name}",
        form=name,
        instagramBusinessId=f"1784{secrets.randbelow(10**13):013d}",
        username=name,
        accessToken=f"IGAA{secrets.token_hex(80)}",
    )


def _introduce(graph: str, account: Seeded) -> None:
    """Tells the simulator about the account, as if it had logged in there."""
    body = {
        "id": account["instagramBusinessId"],
        "username": account["username"],
        "access_token": account["accessToken"],
    }
    request = urllib.request.Request(  # noqa: S310 - our own simulator
        f"{graph}/_sim/accounts", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - as above
        answer.read()


def _connect(product: Parts, account: Seeded) -> None:
    login = Login(
        creator=account["creator"],
        account=account["instagramBusinessId"],
        username=account["username"],
        token=account["accessToken"],
        lives=LIFE,
    )
    product.connect_account(login, open_text=True)
