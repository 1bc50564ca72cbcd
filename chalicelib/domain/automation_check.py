"""Whether an automation makes sense, said when it is saved: not when somebody waits for its answer."""

import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.domain.automation import Automation
from chalicelib.domain.choice import Choice
from chalicelib.domain.match import Mode, plain
from chalicelib.domain.message import LIMIT, PLACE, VARIABLES, longest, says_something, size, strangers
from chalicelib.domain.occasion import COMMENTS, Trigger
from chalicelib.domain.stop import Wish, wish

TITLE_MOST = 20  # characters (Meta: quick-replies; buttons as third parties saw them)
BUTTON_TEXT_MOST = 640  # characters of a text with buttons (Meta: button-template)
BUTTONS, QUICK_REPLIES = 3, 13
PUBLIC_REPLIES = 10
PUBLIC_MOST = 300  # characters of an answer under a comment
URL_MOST = 500
DAY_MINUTES = 24 * 60
WORDED = frozenset({Trigger.COMMENT, Trigger.LIVE_COMMENT, Trigger.MESSAGE, Trigger.STORY_REPLY})
TYPED = frozenset({Trigger.MESSAGE, Trigger.STORY_REPLY})

Problem = tuple[str, str]


def problems(automation: Automation) -> dict[str, str]:
    """What is wrong, by field; nothing if it is sound."""
    checks: tuple[Callable[[Automation], Iterator[Problem]], ...] = (
        _match,
        _message,
        _choices,
        _link,
        _public,
        _limits,
        _quiet,
    )
    found: dict[str, str] = {}
    for check in checks:
        for field, why in check(automation):
            found.setdefault(field, why)
    return found


def address_problem(url: str) -> str | None:
    """Why people should not be sent to *url*; None if they may."""
    if len(url) > URL_MOST:
        return f"may have {URL_MOST} characters at most"
    if any(c.isspace() or unicodedata.category(c)[0] == "C" for c in url):
        return "must not contain blanks or control characters"
    try:
        parts = urlsplit(url)
        labels = (parts.hostname or "").removesuffix(".").split(".")
        sound = parts.scheme == "https" and len(labels) > 1 and all(labels) and "\\" not in url
        sound = sound and parts.username is None and parts.port != 0
    except ValueError:
        sound = False
    return None if sound else "must be an address that starts with https://"


def _match(automation: Automation) -> Iterator[Problem]:
    rule, worded = automation.rule, automation.trigger in WORDED
    if not worded and (rule.mode is not Mode.ANY or rule.words):
        yield "match.mode", f"has no meaning for {automation.trigger}"
    if rule.mode is Mode.ANY and rule.words:
        yield "match.words", "must be empty where any text fits"
    if rule.mode is not Mode.ANY and not rule.words:
        yield "match.words", "must name at least one word"
    for word in rule.words:
        if not plain(word):
            yield "match.words", "must not be blank"
        elif automation.trigger in TYPED and wish(word) is Wish.STOP:
            yield (
                "match.words",
                f"{word} means that the person wants no more messages, so it can start nothing",
            )
    if rule.posts and automation.trigger not in COMMENTS:
        yield "match.posts", f"has no meaning for {automation.trigger}"


def _message(automation: Automation) -> Iterator[Problem]:
    unknown = strangers(automation.text)
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in VARIABLES)
        yield "message", f"has the unknown variable {{{unknown[0][:40]}}}; there are {known}"
    if not says_something(automation.text):
        yield "message", "must say something besides names, which are not always known"
    bytes_ = longest(automation.text, link=automation.link)
    if bytes_ > LIMIT:
        yield (
            "message",
            f"has up to {bytes_} bytes in UTF-8, with the longest names, the link and the line that says who "
            f"writes; Instagram takes {LIMIT}",
        )
    if "{link}" in automation.text and automation.link is None:
        yield "link", "is needed, since the message names it"


def _choices(automation: Automation) -> Iterator[Problem]:
    quick = [c for c in automation.choices if c.quick]
    buttons = [c for c in automation.choices if not c.quick]
    if quick and buttons:
        yield "buttons", "Instagram shows either quick replies or buttons"
    if len(quick) > QUICK_REPLIES:
        yield "quickReplies", f"may be {QUICK_REPLIES} at most"
    if len(buttons) > BUTTONS:
        yield "buttons", f"may be {BUTTONS} at most"
    if buttons and len(automation.text) + _growth(automation) > BUTTON_TEXT_MOST:
        yield "message", f"may have {BUTTON_TEXT_MOST} characters where there are buttons, names included"
    for choice in automation.choices:
        field = "quickReplies" if choice.quick else "buttons"
        yield from ((field, why) for _, why in flaws(choice))
    titles = [choice.title.casefold() for choice in automation.choices]
    if len(set(titles)) < len(titles):
        yield "quickReplies" if quick else "buttons", "must have different titles"


def _growth(automation: Automation) -> int:
    """Characters that values and the disclosure line may add: never more than their bytes."""
    return longest(automation.text, link=automation.link) - size(automation.text)


def flaws(choice: Choice) -> Iterator[tuple[str, str]]:
    """What is wrong with one button or quick reply: in which part of it, and why."""
    if not 1 <= len(choice.title.strip()) <= TITLE_MOST:
        yield "title", f"must have titles of 1 to {TITLE_MOST} characters"
    if choice.quick and wish(choice.title) is Wish.STOP:
        yield (
            "title",
            f"{choice.title} means that the person wants no more messages, so it can start nothing",
        )
    if choice.url is not None:
        why = address_problem(choice.url)
        if why:
            yield "url", f"{choice.title}: the url {why}"
    if not choice.quick and (choice.url is None) == (choice.then is None):
        yield "url", f"{choice.title}: needs either a url to open or an automation to start"


def _link(automation: Automation) -> Iterator[Problem]:
    why = None if automation.link is None else address_problem(automation.link)
    if why:
        yield "link", why


def _public(automation: Automation) -> Iterator[Problem]:
    if automation.public and automation.trigger not in COMMENTS:
        yield "publicReplies", f"has no meaning for {automation.trigger}"
    if len(automation.public) > PUBLIC_REPLIES:
        yield "publicReplies", f"may be {PUBLIC_REPLIES} at most"
    for text in automation.public:
        yield from (("publicReplies", why) for why in public_flaws(text))


def public_flaws(text: str) -> Iterator[str]:
    """What is wrong with one answer under a comment."""
    if PLACE.search(text):
        yield "can name no variables: everybody reads them"
    if not 1 <= len(text.strip()) <= PUBLIC_MOST:
        yield f"must have 1 to {PUBLIC_MOST} characters each"


def _limits(automation: Automation) -> Iterator[Problem]:
    if automation.trigger is Trigger.LEAD and automation.cap is not None:
        yield "dailyCap", "has no meaning for lead: whoever fills in the form is always answered"
    if automation.trigger is Trigger.LEAD and automation.quiet is not None:
        yield "quietHours", "has no meaning for lead: the person has just asked for the message"


def _quiet(automation: Automation) -> Iterator[Problem]:
    quiet = automation.quiet
    if quiet is None:
        return
    if automation.trigger is Trigger.LIVE_COMMENT:
        yield "quietHours", "has no meaning for live_comment: a broadcast does not wait"
    if quiet.begins == quiet.ends or not all(0 <= m < DAY_MINUTES for m in (quiet.begins, quiet.ends)):
        yield "quietHours", "must begin and end at different times of the day"
    if not is_zone(quiet.zone):
        yield "quietHours", "must name a time zone like Europe/Berlin"


def is_zone(name: str) -> bool:
    """Whether that names a time zone."""
    if "/" not in name and name != "UTC":  # a machine's own files are no zones of ours
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
