"""What every answer gets: a request id, strict headers, and one shape even where Chalice refused."""

import json
from collections.abc import Callable
from typing import Any

from chalice.app import Request, Response

from chalicelib.web.replies import Refusal, refused

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
CODES = {
    400: ("INVALID_REQUEST", "The request could not be read."),
    404: ("NOT_FOUND", "There is nothing here."),
    405: ("METHOD_NOT_ALLOWED", "This address does not take that method."),
    415: ("UNSUPPORTED_MEDIA_TYPE", "This address does not take a body of that type."),
}


def wrap(event: Request, get_response: Callable[[Request], Response]) -> Response:
    """Around every HTTP route."""
    response = get_response(event)
    if _is_chalices_own(response):
        response = refused(
            Refusal(
                response.status_code,
                *CODES.get(
                    response.status_code,
                    ("INTERNAL", "Something went wrong on our side. Please try again."),
                ),
            )
        )
    request_id = (event.context or {}).get("requestId") or "-"
    response.headers = {**HEADERS, **response.headers, "X-Request-Id": request_id}
    if event.method == "HEAD":
        response.body = ""  # whatever a gateway makes of a body there
    return response


def _is_chalices_own(response: Response) -> bool:
    body: Any = response.body
    if isinstance(body, str) and response.status_code >= 400:
        try:
            body = json.loads(body)
        except ValueError:
            return False
    return isinstance(body, dict) and "Code" in body and "success" not in body
