"""What must hold when a history has come to rest."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chalicelib.domain.account import Connection
from chalicelib.domain.activity import Outcome
from chalicelib.domain.dm import Dm
from chalicelib.domain.grounds import Sign
from chalicelib.domain.message import digest
from chalicelib.domain.once import Receipts
from chalicelib.domain.state import State
from tests.faults.instagram import Delivered
from tests.faults.ledger import Key, short

if TYPE_CHECKING:
    from tests.faults.history import History

MOST_HINTS = 120  # looks at a doubt for days, pauses behind other messages, and the sweeper's
HEARD = 600_000  # milliseconds after which an echo has been heard, even if its first reader died
LOST, DOUBLED, STUCK = "lost", "doubled", "stuck"


def violations(history: "History") -> list[str]:
    """Each broken rule, named first."""
    rules = (
        _every_message,
        _nothing_lost,
        _one_mid_each,
        _proofs_count,
        _bounded,
        _counted,
        _key,
        _form,
        _newest,
        _accounts,
        _comments,
    )
    return [*(broken for rule in rules for broken in rule(history)), *history.ledger.wrongs]


def _every_message(history: "History") -> Iterator[str]:
    ledger = history.ledger
    reached = Counter((m.dm, m.epoch) for m in history.instagram.inbox)
    arrived = {m.dm for m in history.instagram.inbox}
    truth = {m.mid: m.dm for m in history.instagram.inbox}
    for key, dm in history.stores.dms.rows.items():
        name = short(dm.id)
        doubled = [n for (whose, _), n in reached.items() if whose == key and n > 1]
        if doubled:
            yield f"{DOUBLED}: {name} arrived {doubled[0]} times in one attempt"
        if dm.state in {State.QUEUED, State.SENDING} or (
            dm.state is State.AWAITING_CONTACT and key in ledger.acknowledged
        ):
            yield f"{STUCK}: {name} is {dm.state}"
        if dm.state is State.SENT and key not in ledger.vouched and truth.get(dm.mid or "") != key:
            yield f"false: {name} is sent as {dm.mid}, which is another's or nobody's"
        if dm.state is State.FAILED:
            yield from _failed(dm, arrived=key in arrived)
        if dm.state is State.UNCONFIRMED and key not in ledger.unclear | ledger.hits:
            yield f"needless doubt: {name} is unconfirmed, and no fault fell between claim and settlement"


def _failed(dm: Dm, *, arrived: bool) -> Iterator[str]:
    if arrived:
        yield f"false: {short(dm.id)} failed, and yet it arrived"
    if dm.code is None or dm.reason is None:
        yield f"{LOST}: {short(dm.id)} failed without a reason"


def _nothing_lost(history: "History") -> Iterator[str]:
    rows = history.stores.dms.rows
    for key, how in history.ledger.acknowledged.items():
        if key not in rows:
            yield f"{LOST}: {short(key[1])} was acknowledged ({how}), and has no record"


def _one_mid_each(history: "History") -> Iterator[str]:
    mids = Counter((dm.account, dm.mid) for dm in history.stores.dms.rows.values() if dm.mid)
    for (_, mid), n in mids.items():
        if n > 1:
            yield f"false: {mid} settles {n} messages"


def _proofs_count(history: "History") -> Iterator[str]:
    """Instagram has told that the message is there: then it is sent, at least of a person's last two."""
    stores = history.stores
    for message in history.instagram.inbox:
        dm, contact = stores.dms.rows[message.dm], stores.contacts.rows[message.account, message.person]
        told = stores.mids.rows.get((message.account, message.mid), Receipts()).echo_at is not None
        sign = Sign(message.mid, message.at, digest(message.text))
        known = dm.id in {contact.busy_dm, contact.former_dm} and dm.may_become(sign)
        if told and known and dm.state is not State.SENT and not _overtaken(history, message):
            yield f"unheard: {short(dm.id)} is {dm.state}, and its echo has come"


def _overtaken(history: "History", message: Delivered) -> bool:
    """Whether it may not have been one of the person's last two when its echo was heard."""
    rows, last = history.stores.dms.rows, [message.dm]
    for at, key in history.ledger.claims:
        same = (rows[key].account, rows[key].person) == (message.account, message.person)
        if same and message.at < at < message.at + HEARD:
            last = [*(other for other in last if other != key), key][-2:]
            if message.dm not in last:
                return True
    return False


def _bounded(history: "History") -> Iterator[str]:
    for dm, n in history.hints().items():
        if n > MOST_HINTS:
            yield f"unbounded: {n} hints for {short(dm)}"


def _counted(history: "History") -> Iterator[str]:
    rows = Counter(dm.state.value for dm in history.stores.dms.rows.values())
    counted = {state: n for state, n in history.stores.counters._totals.items() if n}
    if counted != dict(rows):
        yield f"miscounted: {counted}, and there are {dict(rows)}"
    own = Counter((dm.creator, dm.state.value) for dm in history.stores.dms.rows.values())
    creators = history.stores.counters._creators.items()
    told = {(creator, state): n for creator, states in creators for state, n in states.items() if n}
    if told != dict(own):
        yield f"miscounted by creator: {told}, and there are {dict(own)}"


def _key(history: "History") -> Iterator[str]:
    for lead, dms in history.scenario.keyed.items():
        if len(dms) > 1:
            yield f"{DOUBLED}: one Idempotency-Key booked {len(dms)} messages for {lead[-4:]}"


def _form(history: "History") -> Iterator[str]:
    for person, leads in history.scenario.clicked.items():
        if len(leads) > 1:
            yield f"{DOUBLED}: the form that {person} filled in once made {len(leads)} leads"


def _newest(history: "History") -> Iterator[str]:
    """Whoever looks at the lead must find the message that was acknowledged last."""
    newest: dict[Key, str] = {}
    for creator, dm in history.ledger.acknowledged:
        lead = creator, dm.partition("-")[0]
        newest[lead] = max(newest.get(lead, ""), dm)
    for lead, dm in newest.items():
        shown = history.stores.leads.rows[lead].dm
        if shown < dm:
            yield f"{LOST}: {short(dm)} was acknowledged, and its lead shows {short(shown)}"


def _comments(history: "History") -> Iterator[str]:
    """A comment that was told, however often, has one message and at most one public answer.

    It has none if its event was so late that the person had said STOP before; then the activity says so.
    """
    written = Counter(dm.comment for dm in history.stores.dms.rows.values() if dm.comment)
    activities = history.stores.activities.rows.values()
    stopped = {activity.event_id for activity in activities if activity.outcome is Outcome.OPTED_OUT}
    for comment in set(history.scenario.comments) - stopped:
        if not written[comment]:
            yield f"{LOST}: {comment} was told, and has neither a message nor a reason"
    for comment, n in written.items():
        if n > 1:
            yield f"{DOUBLED}: {comment} has {n} messages"
    for comment, n in Counter(history.instagram.public).items():
        if n > 1:
            yield f"{DOUBLED}: {comment} was answered {n} times in public"


def _accounts(history: "History") -> Iterator[str]:
    """Everybody has logged in again by now: no connection is ended or in doubt, nothing waits for one."""
    for (_, id), account in history.stores.accounts.rows.items():
        _, _, token = history.vault.sealed[account.token]
        if token != history.instagram.tokens[id]:
            yield f"{LOST}: {account.username} has another token than its last login's"
        if account.state is not Connection.ACTIVE or account.waiting:
            yield f"{STUCK}: {account.username} is {account.state}"
