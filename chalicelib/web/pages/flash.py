"""What a page says once, after its visitor did something. A link alone can make no page say anything.

The word stands in the address, and in a cookie that only an answer of ours sets: both must say the same.
"""

from chalicelib.auth.credentials import cookie
from chalicelib.ui.told import Told, told
from chalicelib.web.endpoint import Call
from chalicelib.wiring import parts

COOKIE = "autodm_told"
LIVES = 30  # seconds; the browser goes on at once


def flash(call: Call) -> Told | None:
    """What is to be said on the page that *call* asks for."""
    word, number = call.query("told"), call.query("n")
    ours = word is not None and cookie(call.request.headers, COOKIE) == _value(word, number)
    return told(word, number) if ours else None


def kept(call: Call, word: str, number: object = None) -> str:
    """The cookie that lets the next page say *word*. No other site's link brings it along: Strict."""
    secure = "; Secure" if parts().settings.public_url.startswith("https:") else ""
    rules = f"Path={call.base}/; Max-Age={LIVES}; HttpOnly; SameSite=Strict{secure}"
    return f"{COOKIE}={_value(word, number)}; {rules}"


def _value(word: str, number: object) -> str:
    return word if number is None else f"{word}.{number}"
