"""What settings must look like before anything is made of them; none of it needs a network."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

PUBLISHABLE = re.compile(r"pk_(test|live)_([A-Za-z0-9+/_-]+=*)")
CERTIFICATE = re.compile(r"arn:aws[a-z-]*:acm:[a-z0-9-]+:\d+:certificate/\S+")
PORTS = {"https": 443, "http": 80}  # that an origin does not name
PRINTABLE = re.compile(r"[!-~]+")  # browsers write other hosts in ASCII, as xn--...
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
HOST = re.compile(rf"({LABEL}\.)+{LABEL}")  # API Gateway takes no capitals
# What Meta lets an app with Instagram login subscribe to. One unknown word makes it refuse all of them.
FIELDS = frozenset(
    {
        "comments",
        "live_comments",
        "mentions",
        "message_echoes",
        "message_edit",
        "message_reactions",
        "messages",
        "messaging_handover",
        "messaging_optins",
        "messaging_postbacks",
        "messaging_referral",
        "messaging_seen",
        "standby",
        "story_insights",
    }
)


def fault(env: str, value: str) -> str:
    """What is wrong with *value* as the setting *env*, in one sentence; empty if nothing is."""
    return CHECKS[env](value) if value and env in CHECKS else ""


def is_origin(text: str) -> bool:
    """Whether it is what a browser calls an origin: a scheme and a host."""
    return text == origin(text)


def origin(address: str) -> str:
    """The origin of an *address*, as browsers write it; empty where there is none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in PORTS or not parts.hostname or not PRINTABLE.fullmatch(address):
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{'' if port in {None, PORTS[parts.scheme]} else f':{port}'}"


def _app_id(value: str) -> str:
    if re.fullmatch(r"[0-9]{8,20}", value):
        return ""
    return "INSTAGRAM_APP_ID must be the Instagram app's number, of 8 to 20 digits, not its name."


def _publishable(value: str) -> str:
    if value.startswith("sk_"):
        return (
            "CLERK_PUBLISHABLE_KEY is Clerk's secret key: revoke it in Clerk's dashboard, "
            "and put the publishable one (pk_...) here."
        )
    if PUBLISHABLE.fullmatch(value):
        return ""
    return "CLERK_PUBLISHABLE_KEY is none: it looks like pk_live_... or pk_test_..."


def _parties(value: str) -> str:
    bad = [repr(party) for party in _list(value) if not is_origin(party)]
    if not bad:
        return ""
    return (
        f"CLERK_AUTHORIZED_PARTIES has {', '.join(bad)}, which is no origin: https:// and a host, "
        "without a path."
    )


def _domain(value: str) -> str:
    if HOST.fullmatch(value):
        return ""
    return f"DOMAIN_NAME must be a host's name such as hub.example.com, not {value!r}."


def _certificate(value: str) -> str:
    if CERTIFICATE.fullmatch(value):
        return ""
    return f"CERTIFICATE_ARN must look like arn:aws:acm:<region>:<account>:certificate/..., not {value!r}."


def _email(value: str) -> str:
    return "" if EMAIL.fullmatch(value) else "ALARM_EMAIL must be one e-mail address."


def _fields(value: str) -> str:
    bad = [repr(name) for name in _list(value) if name not in FIELDS]
    return f"INSTAGRAM_WEBHOOK_FIELDS has {', '.join(bad)}, which Meta does not know." if bad else ""


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


CHECKS: Mapping[str, Callable[[str], str]] = {
    "CLERK_PUBLISHABLE_KEY": _publishable,  # the first, since a secret may have got out
    "INSTAGRAM_APP_ID": _app_id,
    "CLERK_AUTHORIZED_PARTIES": _parties,
    "DOMAIN_NAME": _domain,
    "CERTIFICATE_ARN": _certificate,
    "ALARM_EMAIL": _email,
    "INSTAGRAM_WEBHOOK_FIELDS": _fields,
}
