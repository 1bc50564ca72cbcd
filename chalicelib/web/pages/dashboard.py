"""A creator's messages: what became of each, and what to do about those that did not go out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chalice.app import Blueprint, Response

from chalicelib.actions.read_leads import GROUPS, OPEN, PAGES
from chalicelib.actions.retry_many import MOST
from chalicelib.domain.account import Account
from chalicelib.domain.counts import Counts
from chalicelib.domain.dm import State
from chalicelib.telemetry import Count, count
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.asked import CHANNELS, CHOICES, DASHBOARD, Asked
from chalicelib.web.pages.connection_note import notes
from chalicelib.web.pages.line import Line
from chalicelib.web.pages.page import go, page, show
from chalicelib.web.paging import LIMIT, cursor, lead_before
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

LIVELY, CALM = 2, 15  # seconds between two looks
LOOKED = PAGES * LIMIT  # leads that one look reads at most


@page(blueprint, "GET", DASHBOARD, Access.CREATOR)
def dashboard(call: Call) -> Response:
    """The creator's leads, newest first, with their messages."""
    return _shown(call, Asked.read(call.query))


@page(blueprint, "POST", DASHBOARD, Access.CREATOR)
def retry(call: Call) -> Response:
    """Further attempts: at the chosen messages, or at all that failed, a page of them at a time."""
    asked = Asked.back(call.field("back"))
    if call.field("all"):
        return _retry_all(call, asked)
    chosen = [lead for lead in call.fields.get("lead", []) if lead]
    if not chosen:
        return go(call, DASHBOARD, told="none_chosen", **asked.known)
    retried = parts().retry_many.these(call.caller.id, chosen[:MOST])
    count(Count.RETRIED, len(retried.done))
    told = "retried_some" if retried.refused else "retried"
    return go(call, DASHBOARD, told=told, n=len(retried.done), **asked.known)


@dataclass(frozen=True, slots=True)
class Run:
    """A retry of all that is under way: *done* of about *all*; *cursor* is where it goes on."""

    done: int
    all: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that leads to what it counts."""

    status: str
    word: str
    number: int


def _retry_all(call: Call, asked: Asked) -> Response:
    """The page itself is the answer, never an address: a link must not be able to start or go on with it."""
    retried = parts().retry_many.failed(call.caller.id, before=lead_before(call.field("cursor")))
    count(Count.RETRIED, len(retried.done))
    done = _number(call.field("done")) + len(retried.done)
    run = Run(done, _number(call.field("all")), cursor(retried.before))
    if run.cursor is None or run.done >= run.all:
        return go(call, DASHBOARD, told="retried" if done else "none_failed", n=done, **asked.known)
    return _shown(call, asked, run=run)


def _shown(call: Call, asked: Asked, run: Run | None = None) -> Response:
    """In a number of reads that does not grow with the leads."""
    now, creator, stores = parts().now(), call.caller.id, parts().stores
    found = parts().list_leads(creator, asked.filter, before=asked.before, limit=LIMIT)
    lines = [Line(row, now) for row in found.rows]
    accounts, counts = stores.accounts.of(creator), stores.counters.of(creator)
    tiles = _tiles(counts, lines)
    return show(
        call,
        "dashboard.html",
        poll=LIVELY if any(line.soon for line in lines) else CALM,
        asked=asked,
        channels=CHANNELS,
        choices=CHOICES,
        counts=counts,
        failed=next(tile.number for tile in tiles if tile.status == State.FAILED),
        forms=_forms(accounts),
        lines=lines,
        looked=LOOKED,
        notes=notes(accounts, now=now),
        origin=parts().settings.address(""),
        older=asked.at(found.before) if found.before else None,
        run=run,
        tiles=tiles,
        unconfirmed=max(0, counts[State.UNCONFIRMED]),
    )


def _tiles(counts: Counts, lines: Sequence[Line]) -> Sequence[Tile]:
    """The counts come a moment after the messages; a tile never says less than the page itself shows."""
    shown = Counter(line.row.status for line in lines)
    counted = {
        State.SENT.value: ("Sent", counts[State.SENT]),
        OPEN: ("Pending", counts.pending),
        State.FAILED.value: ("Failed", counts[State.FAILED]),
        State.COMING_SOON.value: ("Coming soon", counts[State.COMING_SOON]),
    }
    return [
        Tile(status, word, max(n, sum(shown[each] for each in GROUPS.get(status, {status}))))
        for status, (word, n) in counted.items()
    ]


def _forms(accounts: Sequence[Account]) -> dict[str, str]:
    """The addresses of the creator's lead forms, as people reach them."""
    found = [form for one in accounts if one.usable for form in parts().stores.forms.of_account(one.id)]
    return {form.slug: parts().settings.address(f"/f/{form.slug}") for form in found}


def _number(given: str | None) -> int:
    return (
        int(given) if given and given.isascii() and given.isdecimal() and len(given) < len("1000000") else 0
    )
