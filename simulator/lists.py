"""The lists that an app reads in pages: conversations, posts, comments. They hold what no webhook told."""

from dataclasses import dataclass
from typing import Any

from simulator.accounts import Account
from simulator.comments import Comment
from simulator.errors import Refusal, Why
from simulator.exchange import Request
from simulator.paging import page
from simulator.picking import pick
from simulator.reads import Reads, stamp
from simulator.world import World

Json = dict[str, Any]
LISTED = frozenset({"FEED", "REELS"})  # stories, broadcasts and ads are no part of an account's media


@dataclass(frozen=True, slots=True)
class Lists:
    """Reading lists as one account, newest first, with the world's lock held."""

    world: World
    reads: Reads

    def conversations(self, account: Account, request: Request) -> Json:
        """The threads of the account; with `user_id` only that person's."""
        limit = self.world.switches.conversations_per_second
        now = self.world.clock.now()
        if self.world.limits.over("conversations", account.id, now=now, span_s=1, limit=limit):
            raise Refusal(Why.READ_LIMIT)
        wanted = request.text("fields") or "id,updated_time"
        return page(
            self.world.threads.all(account.id, only=request.text("user_id")),
            request,
            place=lambda thread: thread.place,
            shown=lambda thread: self.reads.thread(account, thread, wanted),
        )

    def comments(self, above: Comment, request: Request, *, parent: str | None) -> Json:
        """The comments below the post that *above* is about; with *parent* the replies to that comment."""
        shown = [
            (place, one)
            for place, one in enumerate(self.world.comments.of(above.account))
            if one.media == above.media and one.parent == parent and not one.deleted
        ]
        return page(
            shown,
            request,
            place=lambda row: row[0],
            shown=lambda row: self.reads.comment(row[1], request.text("fields")),
        )

    def media(self, account: Account, request: Request) -> Json:
        """The account's posts, as far as somebody has commented below them."""
        first: dict[str, Comment] = {}
        for one in self.world.comments.of(account.id):
            first.setdefault(one.media, one)
        posts = [one for one in first.values() if one.product in LISTED]
        return page(
            list(enumerate(posts)),
            request,
            place=lambda row: row[0],
            shown=lambda row: _post(row[1], request.text("fields")),
        )


def _post(first: Comment, wanted: str) -> Json:
    """A post, known by the *first* comment below it alone: it is taken to be as old."""
    record = {
        "id": first.media,
        "media_product_type": first.product,
        "timestamp": stamp(int(first.at * 1000)),
    }
    return pick(record, wanted or "id")
