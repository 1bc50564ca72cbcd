"""Meta's answers about conversations."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.event import Act, Past
from chalicelib.domain.sending import Sighting
from chalicelib.domain.stop import Wish, wish
from chalicelib.graph.fields import mapping, moment, objects, text

Json = Mapping[str, object]
MESSAGE = "id,created_time,from,message"
THREADS = 10  # in one answer, each with its newest messages
RECENT = f"updated_time,messages{{{MESSAGE}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The account's own side of its conversations; which of its two numbers they name is not documented."""

    id: str
    scoped_id: str | None
    username: str

    def wrote(self, entry: Json) -> bool:
        """Whether a message is the account's own."""
        sender = mapping(entry.get("from")) or {}
        id, username = text(sender.get("id")), text(sender.get("username"))
        if id is not None and id in {self.id, self.scoped_id}:
            return True
        return username is not None and username.lower() == self.username.lower()


def conversations(answer: Json) -> list[str]:
    """The ids of the conversations in an answer, newest first."""
    return [found for entry in objects(answer.get("data")) if (found := text(entry.get("id")))]


def past(answer: Json, us: Side, *, since: int) -> Past:
    """What people wrote to *us* at *since* (milliseconds) or later, in the conversations of an answer."""
    threads = objects(answer.get("data"))
    older = any((moment(thread.get("updated_time")) or 0) < since for thread in threads)
    acts = [act for thread in threads for act in _acts(thread, us) if act.at >= since]
    cursors = mapping((mapping(answer.get("paging")) or {}).get("cursors")) or {}
    after = text(cursors.get("after")) if threads and not older else None
    return Past(acts, after)


def _acts(thread: Json, us: Side) -> list[Act]:
    """What the person wrote and nobody has answered since; a STOP stands, whatever was written after it."""
    messages = objects((mapping(thread.get("messages")) or {}).get("data"))
    ours = (moment(entry.get("created_time")) or 0 for entry in messages if us.wrote(entry))
    answered = max(ours, default=0)
    acts = [act for entry in messages if (act := _act(entry, us))]
    return [act for act in acts if act.at >= answered or wish(act.text) is Wish.STOP]


def _act(entry: Json, us: Side) -> Act | None:
    mid, at = text(entry.get("id")), moment(entry.get("created_time"))
    person = text((mapping(entry.get("from")) or {}).get("id"))
    if mid is None or at is None or person is None or us.wrote(entry):
        return None
    said = text(entry.get("message"))
    return Act(account=us.id, person=person, at=at, kind="message", mid=mid, text=said)


def sightings(answer: Json, person: str) -> list[Sighting]:
    """The texts in a conversation that do not come from *person*; what is unreadable is left out."""
    messages = objects((mapping(answer.get("messages")) or {}).get("data"))
    return [seen for entry in messages if (seen := _sighting(entry, person))]


def _sighting(entry: Json, person: str) -> Sighting | None:
    mid, said, at = text(entry.get("id")), text(entry.get("message")), moment(entry.get("created_time"))
    sender = text((mapping(entry.get("from")) or {}).get("id"))
    if not mid or not said or at is None or sender in {None, person}:
        return None
    return Sighting(mid=mid, at=at, text=said)
