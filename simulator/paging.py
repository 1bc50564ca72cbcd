"""Lists in pages, as Graph gives them: a cursor after the last row, an address while there is more."""

import base64
import re
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from simulator.errors import Refusal, Why
from simulator.exchange import Json, Request

PAGE = 25
LIMIT = re.compile(r"[1-9][0-9]{0,5}")
HOST = "graph.instagram.com"  # stands in an address when the call came without HTTP

Row = TypeVar("Row")


def page(
    rows: Sequence[Row], request: Request, *, place: Callable[[Row], int], shown: Callable[[Row], Json]
) -> Json:
    """One page of *rows*. *place* orders them, the greatest first, and never changes for what lies behind."""
    after = _after(request)
    behind = [row for row in rows if after is None or place(row) < after]
    behind.sort(key=place, reverse=True)
    size = _limit(request)
    found = behind[:size]
    answer: Json = {"data": [shown(row) for row in found]}
    if not found:
        return answer
    cursor = _cursor(place(found[-1]))
    paging: Json = {"cursors": {"after": cursor}}
    if len(behind) > size:
        paging["next"] = _next(request, size, cursor)
    return answer | {"paging": paging}


def _limit(request: Request) -> int:
    given = request.text("limit") or str(PAGE)
    if not LIMIT.fullmatch(given):
        raise Refusal(Why.BAD_PARAMETER, name="limit")
    return int(given)


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"place:{place}".encode()).decode().rstrip("=")


def _after(request: Request) -> int | None:
    given = request.text("after")
    if not given:
        return None
    try:
        word, _, place = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode().partition(":")
        number = int(place)
    except ValueError as error:
        raise Refusal(Why.BAD_PARAMETER, name="after") from error
    if word != "place":
        raise Refusal(Why.BAD_PARAMETER, name="after")
    return number


def _next(request: Request, size: int, cursor: str) -> str:
    # Graph writes the token into the address: whoever logs it gives the account away.
    query = {name: values[-1] for name, values in request.query.items()}
    query |= {"access_token": request.token() or "", "limit": str(size), "after": cursor}
    return f"http://{request.headers.get('host', HOST)}{request.path}?{urlencode(query)}"
