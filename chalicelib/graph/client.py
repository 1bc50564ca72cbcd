"""The Graph API as the product sees it: one method per thing that we ask of Instagram."""

import time
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import quote

from chalicelib.domain.account import Account
from chalicelib.domain.event import Past
from chalicelib.domain.person import Names
from chalicelib.domain.sending import Outgoing, Sent, Sighting
from chalicelib.graph.bodies import body_of
from chalicelib.graph.conversations import (
    MESSAGE,
    RECENT,
    THREADS,
    Side,
    conversations,
    past,
    sightings,
)
from chalicelib.graph.fields import text
from chalicelib.graph.replies import carried, data, read
from chalicelib.graph.transport import Answer

HOST = "https://graph.instagram.com"


class Post(Protocol):
    """What carries a call."""

    def post_json(self, url: str, token: str, body: Mapping[str, object]) -> Answer:
        """The answer; raises NeverSent or NoAnswer."""

    def get_json(self, url: str, token: str) -> Answer:
        """The answer; raises NeverSent or NoAnswer."""


class Graph:
    """Instagram behind *base* in one version of its API; *now* is in seconds since 1970."""

    def __init__(
        self,
        transport: Post,
        *,
        version: str,
        base: str = HOST,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._transport = transport
        self._root = f"{base.rstrip('/')}/{version}"
        self._now = now

    def send(self, outgoing: Outgoing) -> Sent:
        """Sends one message, once; raises a Fault of chalicelib.domain.faults and nothing else."""
        answer = self._post(f"{quote(outgoing.account, safe='')}/messages", outgoing.token, body_of(outgoing))
        return read(answer, now=self._now())

    def reply(self, token: str, comment: str, text: str) -> None:
        """Answers under a comment, for everybody to see; raises a Fault."""
        answer = self._post(f"{quote(comment, safe='')}/replies", token, {"message": text})
        read(answer, now=self._now())

    def names(self, token: str, person: str) -> Names:
        """What somebody who wrote to the account calls themselves; raises a Fault."""
        found = self._get(f"{quote(person, safe='')}?fields=name,username", token)
        username, name = text(found.get("username")), text(found.get("name"))
        return Names(username=username.lower() if username else None, name=name)

    def sightings(self, account: str, token: str, person: str) -> list[Sighting]:
        """The account's newest messages to *person* (20 at most can be read); raises a Fault.

        Two calls of the Conversations API, which allows two a second and account.
        """
        query = f"platform=instagram&user_id={quote(person, safe='')}"
        threads = self._get(f"{quote(account, safe='')}/conversations?{query}", token)
        for thread in conversations(threads):
            found = self._get(f"{quote(thread, safe='')}?fields=messages{{{MESSAGE}}}", token)
            return sightings(found, person)
        return []

    def past(self, account: Account, token: str, *, since: int, after: str | None) -> Past:
        """What people wrote to the account at *since* or later, a page of conversations; raises a Fault."""
        cursor = f"&after={quote(after, safe='')}" if after else ""
        query = f"platform=instagram&limit={THREADS}&fields={RECENT}{cursor}"
        found = self._get(f"{quote(account.id, safe='')}/conversations?{query}", token)
        us = Side(id=account.id, scoped_id=account.scoped_id, username=account.username)
        return past(found, us, since=since)

    def _post(self, path: str, token: str, body: Mapping[str, object]) -> Answer:
        return carried(lambda: self._transport.post_json(f"{self._root}/{path}", token, body))

    def _get(self, path: str, token: str) -> Mapping[str, object]:
        answer = carried(lambda: self._transport.get_json(f"{self._root}/{path}", token))
        return data(answer, now=self._now())
