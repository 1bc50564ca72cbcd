"""A webhook's body, read into events. One bad item never loses the others."""

from collections.abc import Iterator, Sequence

from chalicelib.domain.event import Event, Other
from chalicelib.domain.parcel import Outline
from chalicelib.graph.comments import read_comment
from chalicelib.graph.fields import Json, mapping, moment, parse
from chalicelib.graph.messaging import read_item
from chalicelib.graph.pick import Unreadable, ident

NO_ENVELOPE = "A webhook's body must be a JSON object."
TEST = "0"  # the entry's id in what the dashboard's test button sends
LISTS = ("changes", "messaging", "standby")
COMMENTS = frozenset({"comments", "live_comments"})
CONVERSATION = frozenset(
    {
        "messages",
        "message_echoes",
        "message_edit",
        "message_reactions",
        "messaging_handover",
        "messaging_optins",
        "messaging_postbacks",
        "messaging_reactions",
        "messaging_referral",
        "messaging_referrals",
        "messaging_seen",
    }
)


def read(raw: bytes, *, received: int = 0) -> list[Event]:
    """The events in a verified body, in its order; raises ValueError when it is no JSON envelope."""
    return events(_parsed(raw), received=received)


def events(body: object, *, received: int) -> list[Event]:
    """The events in a body that was parsed already.

    *received* (milliseconds since 1970) stands in for a time that is missing everywhere.
    """
    envelopes = body if isinstance(body, list) else [body]
    return [event for envelope in envelopes for event in _envelope(envelope, received)]


def outline(raw: bytes) -> Outline:
    """What a verified body has, without looking into its updates; raises ValueError as read does."""
    body = _parsed(raw)
    envelopes = body if isinstance(body, list) else [body]
    entries = [entry for envelope in envelopes for entry in _entries(envelope)]
    return Outline(sum(map(_items_in, entries)), _account_of(entries))


def _parsed(raw: bytes) -> object:
    try:
        body = parse(raw)
    except ValueError as error:
        raise ValueError(NO_ENVELOPE) from error
    if not isinstance(body, list | dict):
        raise ValueError(NO_ENVELOPE)  # noqa: TRY004 - as for no JSON
    return body


def _entries(envelope: object) -> list[Json | None]:
    """The envelope's entries; None stands for what cannot be read as one, and counts as one update."""
    found = mapping(envelope) or {}
    entries = found.get("entry")
    if not isinstance(entries, list) or found.get("object") != "instagram":
        return [None]
    return [mapping(entry) for entry in entries]


def _account_of(entries: Sequence[Json | None]) -> str | None:
    """The account of all *entries*; None if their ids are not equal, or none."""
    ids = [entry.get("id") if entry else None for entry in entries]
    if not entries or entries[0] is None or ids.count(ids[0]) < len(ids):
        return None
    try:
        return ident(entries[0])
    except Unreadable:
        return None


def _items_in(entry: Json | None) -> int:
    if entry is None:
        return 1
    lists = [entry[name] for name in LISTS if name in entry]
    return sum(len(items) if isinstance(items, list) else 1 for items in lists) + ("field" in entry)


def _envelope(envelope: object, received: int) -> Iterator[Event]:
    found = mapping(envelope)
    if found is None:
        yield _unreadable()
        return
    if found.get("object") != "instagram":
        yield Other(account="", kind="foreign")
        return
    entries = found.get("entry")
    for entry in entries if isinstance(entries, list) else [entries]:
        yield from _entry(mapping(entry), received)


def _entry(entry: Json | None, received: int) -> Iterator[Event]:
    if entry is None:
        yield _unreadable()
        return
    try:
        account = ident(entry)
    except Unreadable:
        yield _unreadable()
        return
    at = moment(entry.get("time")) or received
    for list_name, item in _items(entry):
        yield _guarded(list_name, item, account, at)


def _items(entry: Json) -> Iterator[tuple[str, object]]:
    """Every item of an entry, with the name of the list that it stands in."""
    for name in LISTS:
        items = entry.get(name)
        if isinstance(items, list):
            yield from ((name, item) for item in items)
        elif items is not None:
            yield name, items
    if "field" in entry:
        yield "changes", entry


def _guarded(list_name: str, item: object, account: str | None, at: int) -> Event:
    if account == TEST:
        return Other(account=TEST, kind="test")
    if list_name == "standby":  # another app owns the conversation
        return Other(account=account or "", kind="standby")
    found = mapping(item)
    if found is None:
        return _unreadable(account)
    try:
        if list_name == "messaging":
            return read_item(found, account=account, at=at)
        return _change(found, account, at)
    except Unreadable:
        return _unreadable(account)


def _change(change: Json, account: str | None, at: int) -> Event:
    field = change.get("field")
    value = mapping(change.get("value"))
    if not isinstance(field, str) or value is None:
        return _unreadable(account)
    if field in CONVERSATION:
        return read_item(value, account=account, at=at)
    if field in COMMENTS:
        return read_comment(value, account=account, at=at, live=field == "live_comments")
    known = {"mentions": "mention", "standby": "standby"}
    return Other(account=account or "", kind=known.get(field, "unknown"))


def _unreadable(account: str | None = None) -> Other:
    return Other(account=account or "", kind="unreadable")
