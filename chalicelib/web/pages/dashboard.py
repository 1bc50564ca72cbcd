"""A creator's messages: what became of each, and what to do about those that did not go out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chalice.app import Blueprint, Response

from chalicelib.actions.read_leads import GROUPS, OPEN, PAGES, Row
from chalicelib.actions.retry_what_helps import MOST, Fate
from chalicelib.domain.account import Account
from chalicelib.domain.counts import Counts
from chalicelib.domain.state import State
from chalicelib.ui.numbers import number
from chalicelib.ui.told import RETRIED, joined, numbers
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.asked import CHANNELS, CHOICES, DASHBOARD, Asked
from chalicelib.web.pages.connection_note import notes
from chalicelib.web.pages.line import NOTHING, Line
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
    chosen = [message for message in call.fields.get("message", []) if message]
    if not chosen:
        return go(call, DASHBOARD, told="none_chosen", **asked.known)
    helped = parts().retry_what_helps.these(call.caller.id, chosen[:MOST])
    return go(call, DASHBOARD, told=RETRIED, n=joined(helped.fates), **asked.known)


@dataclass(frozen=True, slots=True)
class Run:
    """A retry of all that is under way: the *fates* so far of about *all*; *cursor* is where it goes on."""

    fates: Counter[Fate]
    all: int
    cursor: str | None

    @property
    def done(self) -> int:
        """Messages that were looked at."""
        return sum(self.fates.values())

    @property
    def queued(self) -> int:
        """Messages that got a new attempt."""
        return self.fates[Fate.QUEUED]

    @property
    def carried(self) -> str:
        """The fates as the form carries them along."""
        return joined(self.fates)


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that leads to what it counts."""

    status: str
    word: str
    number: int


def _retry_all(call: Call, asked: Asked) -> Response:
    """The page itself is the answer, never an address: a link must not be able to start or go on with it."""
    before = lead_before(call.field("cursor"))
    helped = parts().retry_what_helps.failed(call.caller.id, before=before)
    fates = numbers(call.field("done")) + Counter(helped.fates)
    run = Run(fates, number(call.field("all")) or 0, cursor(helped.before))
    if run.cursor is None or run.done >= run.all:
        return go(call, DASHBOARD, told=RETRIED, n=joined(fates), **asked.known)
    return _shown(call, asked, run=run)


def _shown(call: Call, asked: Asked, run: Run | None = None) -> Response:
    """In a number of reads that does not grow with the leads."""
    creator, stores = call.caller.id, parts().stores
    found = parts().list_messages(creator, asked.filter, before=asked.before, limit=LIMIT)
    accounts, counts = stores.accounts.of(creator), stores.counters.of(creator)
    lines = _lines(found.rows, accounts)
    tiles = _tiles(counts, lines)
    failed = next(tile.number for tile in tiles if tile.status == State.FAILED)
    return show(
        call,
        "dashboard.html",
        poll=LIVELY if any(line.soon for line in lines) else CALM,
        asked=asked,
        channels=CHANNELS,
        choices=CHOICES,
        counts=counts,
        failed=failed,
        forms=_forms(accounts),
        helped=sum(line.retries for line in lines),
        lines=lines,
        looked=LOOKED,
        notes=notes(accounts, now=parts().now()) if accounts or not call.caller.is_admin else (),
        origin=parts().settings.address(""),
        older=asked.at(found.before) if found.before else None,
        run=run,
        tiles=tiles,
        unconfirmed=max(0, counts[State.UNCONFIRMED]),
        whole=sum(line.row.status == State.FAILED for line in lines) >= failed,
    )


def _lines(rows: Sequence[Row], accounts: Sequence[Account]) -> Sequence[Line]:
    offers = parts().read_offers((row.dm for row in rows if row.dm), accounts)
    now = parts().now()
    return [Line(row, now, offers[row.dm.id] if row.dm else NOTHING) for row in rows]


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
    """The addresses of the creator's lead forms, as people reach them: also while a login is needed."""
    known = [one for one in accounts if not one.gone]
    found = [form for one in known for form in parts().stores.forms.of_account(one.id)]
    return {form.slug: parts().settings.address(f"/f/{form.slug}") for form in found}
