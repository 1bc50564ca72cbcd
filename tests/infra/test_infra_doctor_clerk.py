"""What `make doctor` learns from Clerk: whether whoever signs in there will be known here."""

from pathlib import Path

import pytest

from chalicelib.graph.transport import Answer
from infra.doctor.finding import Level
from tests.infra.patient import HOST, ISSUER, STAGE, Patient, answer, healthy, pem


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    return healthy(tmp_path / STAGE)


@pytest.mark.parametrize(
    "said", [answer(404), answer(200, b"<html>"), answer(200, {"keys": []})], ids=["404", "a page", "empty"]
)
def test_an_issuer_without_keys_is_none(patient: Patient, said: Answer) -> None:
    patient.sites[ISSUER] = lambda _question: said

    assert any("no key for RS256" in text for text in patient.told(Level.WRONG, "Clerk"))


def test_an_issuer_with_a_slash_at_its_end_is_nobodys(patient: Patient) -> None:
    patient.keeps(CLERK_ISSUER=f"{ISSUER}/")

    assert any("slash" in text for text in patient.told(Level.WRONG, "Clerk"))


def test_a_key_of_the_issuers_own_is_well(patient: Patient) -> None:
    patient.keeps(CLERK_JWT_KEY=pem("clerk's"))
    patient.is_deployed()

    assert patient.told(Level.WRONG) == []


@pytest.mark.parametrize(
    ("key", "says"),
    [("nonsense", "PEM"), (pem("another's"), "not among")],
    ids=["no key", "another's"],
)
def test_a_key_that_would_sign_nobody_in_is_wrong(patient: Patient, key: str, says: str) -> None:
    patient.keeps(CLERK_JWT_KEY=key)

    assert any(says in text for text in patient.told(Level.WRONG, "Clerk"))


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("sk_live_secret", Level.WRONG),
        ("pk_live_%%%", Level.WRONG),
        ("pk_live_b3RoZXIuZXhhbXBsZS5jb20k", Level.WRONG),
        ("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k", Level.WARN),
    ],
    ids=["secret key", "no base64", "another Clerk", "for development"],
)
def test_a_publishable_key_that_does_not_fit_is_noticed(patient: Patient, key: str, level: Level) -> None:
    patient.keeps(CLERK_PUBLISHABLE_KEY=key)

    said = [text for text in patient.told(level) if "CLERK_PUBLISHABLE_KEY is" in text]
    assert len(said) == 1
    assert key not in said[0]


def test_without_any_page_to_sign_in_on_nobody_can(patient: Patient) -> None:
    patient.forgets("CLERK_PUBLISHABLE_KEY")
    patient.is_deployed()

    assert len(patient.told(Level.WARN, "Clerk")) == 1
    patient.keeps(SIGN_IN_URL="https://www.example.com/sign-in")
    assert patient.told(Level.WARN, "Clerk") == []


@pytest.mark.parametrize(
    ("parties", "says"),
    [
        (f"{HOST}/", "no origin"),
        ("hub.example.com", "no origin"),
        (f"{HOST}/dashboard", "no origin"),
        ("https://www.example.com", f"lacks {HOST}"),
    ],
)
def test_parties_that_leave_our_own_pages_out_are_wrong(patient: Patient, parties: str, says: str) -> None:
    patient.keeps(CLERK_AUTHORIZED_PARTIES=parties)

    assert any(says in text for text in patient.told(Level.WRONG))


def test_an_origin_is_as_browsers_write_it(patient: Patient) -> None:
    patient.keeps(PUBLIC_URL=f"{HOST.replace('hub', 'HUB')}:443")

    assert not any("lacks" in text for text in patient.told(Level.WRONG, "Clerk"))


def test_the_origin_of_an_address_with_a_path_is_its_host(patient: Patient) -> None:
    patient.keeps(PUBLIC_URL=f"{HOST}/prod")

    assert patient.told(Level.WRONG, "Clerk") == []
