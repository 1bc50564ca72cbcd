"""The Graph API as the product sees it: one method per thing that we ask of Instagram."""

import time
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import quote

from chalicelib.domain.sending import Outgoing, Sent, Sighting
from chalicelib.graph.conversations import MESSAGE, conversations, sightings
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
        """Sends one text, once; raises a Fault of chalicelib.domain.faults and nothing else."""
        url = f"{self._root}/{quote(outgoing.account, safe='')}/messages"
        body = {"recipient": {"id": outgoing.person}, "message": {"text": outgoing.text}}
        answer = carried(lambda: self._transport.post_json(url, outgoing.token, body))
        return read(answer, now=self._now())

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

    def _get(self, path: str, token: str) -> Mapping[str, object]:
        answer = carried(lambda: self._transport.get_json(f"{self._root}/{path}", token))
        return data(answer, now=self._now())
