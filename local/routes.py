"""Which of an app's routes a path means, as API Gateway decides it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Match:
    """The route as the app wrote it, and the decoded values of its {names}."""

    resource: str
    values: Mapping[str, str]


def find(path: str, resources: Iterable[str]) -> Match | None:
    """The best match: fixed segments win over {names} from left to right; a last slash is nothing."""
    parts = _segments(path)
    fitting = [r for r in resources if _fits(_segments(r), parts)]
    if not fitting:
        return None
    resource = min(fitting, key=lambda r: [_is_name(s) for s in _segments(r)])
    pairs = zip(_segments(resource), parts, strict=True)
    return Match(resource, {name[1:-1]: unquote(part) for name, part in pairs if _is_name(name)})


def _segments(path: str) -> list[str]:
    return path.removesuffix("/").split("/")


def _is_name(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")


def _fits(resource: list[str], parts: list[str]) -> bool:
    if len(resource) != len(parts):
        return False
    pairs = zip(resource, parts, strict=True)
    return all(part != "" if _is_name(name) else name == part for name, part in pairs)
