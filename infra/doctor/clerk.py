"""The doctor on Clerk: whether the people that it signs in will be known here."""

from base64 import b64decode
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chalicelib.auth.keys import PemKeys
from chalicelib.auth.rsa import from_jwks
from chalicelib.settings import Settings
from infra.doctor.case import Case
from infra.doctor.finding import Findings, ok, warn, wrong
from infra.doctor.http import Question
from infra.wellformed import origin

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

ABOUT = "Clerk"


def keys(case: Case, settings: Settings) -> Findings:
    """There is something to check sign-ins with."""
    if settings.clerk_issuer.endswith("/"):
        yield wrong(ABOUT, "CLERK_ISSUER ends with a slash, and no session token's issuer does: take it off.")
    issuer = settings.clerk_issuer
    published = _published(case, issuer)
    if published:
        yield ok(ABOUT, f"{issuer} tells its keys, {len(published)} of them for RS256.")
    else:
        yield wrong(ABOUT, f"{issuer} tells no key for RS256: is it Clerk's Frontend API address?")
    if not settings.clerk_jwt_key:
        return
    try:
        own = PemKeys(settings.clerk_jwt_key).find(None)
    except ValueError as error:
        yield wrong(ABOUT, str(error))
        return
    if not published or own.public_numbers() in [key.public_numbers() for key in published]:
        yield ok(ABOUT, "CLERK_JWT_KEY is an RSA key.")
    else:
        yield wrong(ABOUT, "CLERK_JWT_KEY is not among the issuer's keys: nobody would be signed in.")


def pages(case: Case, settings: Settings) -> Findings:
    """Our own sign-in page can load, from the same Clerk."""
    key = settings.clerk_publishable_key
    if not key:
        if not settings.sign_in_url:
            yield warn(
                ABOUT, "neither CLERK_PUBLISHABLE_KEY nor SIGN_IN_URL is set: no page signs people in."
            )
        return
    _, kind, encoded = key.split("_", 2)
    host = _host(encoded)
    if not host:
        yield wrong(ABOUT, "CLERK_PUBLISHABLE_KEY is none: it looks like pk_live_... or pk_test_...")
        return
    if host != urlsplit(settings.clerk_issuer).netloc:
        yield wrong(ABOUT, f"CLERK_PUBLISHABLE_KEY is for {host}, and CLERK_ISSUER is another.")
        return
    if kind == "test" and case.stage != "dev":
        yield warn(ABOUT, f"CLERK_PUBLISHABLE_KEY is for development, and this is {case.stage}.")
    yield ok(ABOUT, "CLERK_PUBLISHABLE_KEY and CLERK_ISSUER name the same Clerk.")


def parties(case: Case, settings: Settings) -> Findings:
    """Sign-ins of our own pages count, and others' do not."""
    if not settings.parties:
        yield warn(ABOUT, "CLERK_AUTHORIZED_PARTIES is not set: sign-ins made for any page of it count here.")
        return
    own = origin(case.address)
    if own and own not in settings.parties:
        yield wrong(
            ABOUT, f"CLERK_AUTHORIZED_PARTIES lacks {own}: sign-ins of our own pages would not count."
        )
    else:
        yield ok(ABOUT, f"sign-ins count that were made for {', '.join(sorted(settings.parties))}.")


def _published(case: Case, issuer: str) -> "list[RSAPublicKey]":
    answer = case.ask(Question(url=f"{issuer.rstrip('/')}/.well-known/jwks.json"))
    try:
        return list(from_jwks(answer.body).values()) if answer.status == 200 else []
    except ValueError:
        return []


def _host(encoded: str) -> str:
    """The host that a publishable key names, as the sign-in page reads it."""
    try:
        return b64decode(f"{encoded}==").decode("ascii").rstrip("$")
    except ValueError:
        return ""
