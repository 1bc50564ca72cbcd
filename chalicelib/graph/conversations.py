"""Meta's answers about conversations."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.sending import Sighting
from chalicelib.graph.fields import mapping, moment, text

Json = Mapping[str, object]
MESSAGE = "id,created_time,from,message"


def conversations(answer: Json) -> list[str]:
    """The ids of the conversations in an answer, newest first."""
    return [found for entry in _list(answer) if (found := text(entry.get("id")))]


def sightings(answer: Json, person: str) -> list[Sighting]:
    """The texts in a conversation that do not come from *person*; what is unreadable is left out."""
    messages = mapping(answer.get("messages")) or {}
    return [seen for entry in _list(messages) if (seen := _sighting(entry, person))]


def _sighting(entry: Json, person: str) -> Sighting | None:
    mid, said, at = text(entry.get("id")), text(entry.get("message")), moment(entry.get("created_time"))
    sender = text((mapping(entry.get("from")) or {}).get("id"))
    if not mid or not said or at is None or sender in {None, person}:
        return None
    return Sighting(mid=mid, at=at, text=said)


def _list(answer: Json) -> Iterator[Json]:
    entries = answer.get("data")
    for entry in entries if isinstance(entries, list) else []:
        found = mapping(entry)
        if found is not None:
            yield found
