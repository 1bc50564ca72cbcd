"""What is wrong with a typed automation: a sentence beside each field, and which inputs it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.automation_check import flaws, is_zone, public_flaws
from chalicelib.domain.choice import Choice
from chalicelib.domain.message import LIMIT, longest
from chalicelib.web.pages.automation_form import Line, Typed

PLACES = {  # where on the page the API's fields stand
    "instagramBusinessId": "account",
    "match.mode": "mode",
    "match.words": "words",
    "match.posts": "posts",
    "quickReplies": "quick",
    "publicReplies": "public",
    "dailyCap": "cap",
    "quietHours": "quiet",
}
FIRST = {"buttons": "button-title-0", "quick": "quick-title-0", "public": "public-0", "quiet": "begin"}
KINDS = {"buttons": "button", "quick": "quick"}
PARTS = {"begin": "begin", "end": "end", "timezone": "zone"}  # of the quiet hours


@dataclass(frozen=True, slots=True)
class Wrong:
    """*said* has a sentence for each field of the page; *cells* are the inputs of lists that it is about."""

    said: Mapping[str, str]
    cells: frozenset[str] = frozenset()


NOTHING = Wrong({})


def wrong_with(given: Typed, fields: Mapping[str, str]) -> Wrong:
    """The API's complaints about *given*, as its page shows them."""
    said = placed(fields)
    over = longest(given.message, link=given.link) - LIMIT
    if "message" in said and over > 0 and given.message.strip():
        said["message"] = (
            f"It is {over} bytes too long: Instagram takes {LIMIT}, and the longest names, the link and "
            "the line about automation have to fit, too."
        )
    found = {place: set(_cells(place, given, fields)) for place in FIRST if place in said}
    # A sentence about all of a list stands at its first input: somewhere people have to begin.
    return Wrong(said, frozenset(cell for place, cells in found.items() for cell in cells or {FIRST[place]}))


def placed(fields: Mapping[str, str]) -> dict[str, str]:
    """The API's complaints, each as a sentence beside the field of the page that it is about."""
    found: dict[str, str] = {}
    for name, why in fields.items():
        place, number, _ = _place(name)
        said = f"Number {number + 1}: {why}" if number is not None else why
        found.setdefault(place, f"{said[:1].upper()}{said[1:]}.")
    return found


def _place(name: str) -> tuple[str, int | None, str]:
    """The field of the page, which of several, and what of it: buttons.1.title is the second's title."""
    known = next((api for api in PLACES if name == api or name.startswith(f"{api}.")), None)
    place = PLACES[known] if known else name.partition(".")[0]
    number = next((int(part) for part in name.split(".") if part.isdecimal()), None)
    return place, number, name.rpartition(".")[2]


def _cells(wanted: str, given: Typed, fields: Mapping[str, str]) -> Iterator[str]:
    """The inputs of one list that the complaints name, or that are found to be wrong where they name none."""
    about = [(number, part) for place, number, part in map(_place, fields) if place == wanted]
    for number, part in about:
        if wanted == "quiet":
            yield PARTS.get(part) or ("begin" if is_zone(given.zone) else "zone")
        elif number is not None:
            yield f"public-{number}" if wanted == "public" else f"{KINDS[wanted]}-{part}-{number}"
        elif wanted == "public":
            yield from (
                f"public-{n}" for n, text in enumerate(given.public) if text and any(public_flaws(text))
            )
        else:
            yield from _flawed(KINDS[wanted], given.buttons if wanted == "buttons" else given.quick)


def _flawed(kind: str, lines: Sequence[Line]) -> Iterator[str]:
    """The first that is wrong: the sentence is about it."""
    titles: set[str] = set()
    for n, line in enumerate(lines):
        if line == Line():
            continue
        choice = Choice(title=line.title, url=line.url or None, then=line.then or None, quick=kind == "quick")
        part = next((part for part, _ in flaws(choice)), None)
        if part is None and line.title.casefold() in titles:
            part = "title"
        if part is not None:
            yield f"{kind}-{part}-{n}"
            return
        titles.add(line.title.casefold())
