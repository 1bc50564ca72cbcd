"""Settings that cannot be right: deploying and the doctor refuse them by name, and ask nobody."""

from pathlib import Path

import pytest

from chalicelib.settings import Settings
from infra.account import Kept, malformed, problems
from infra.doctor.finding import Level
from infra.wellformed import FIELDS, fault
from tests.infra.patient import STAGE, Patient, healthy

BAD = {
    "CLERK_PUBLISHABLE_KEY": "sk_live_zzz",
    "INSTAGRAM_APP_ID": "abc",
    "CLERK_AUTHORIZED_PARTIES": "hub.example.com",
    "DOMAIN_NAME": "https://hub.example.com",
    "CERTIFICATE_ARN": "nope",
    "ALARM_EMAIL": "nomail",
    "INSTAGRAM_WEBHOOK_FIELDS": "comments,foo",
    "PUBLIC_URL": "ftp://hub.example.com",
}


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    return healthy(tmp_path / STAGE)


def kept(**given: str) -> dict[str, Kept]:
    return {env: Kept(f"/autodm-hub/prod/{env}", value, 1, sealed=False) for env, value in given.items()}


@pytest.mark.parametrize("env", BAD)
def test_a_bad_value_is_one_sentence_that_names_its_parameter(env: str) -> None:
    [said] = malformed("prod", kept(**{env: BAD[env]})).values()

    assert said.startswith(f"{env} ")
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("env", "value"),
    [
        ("INSTAGRAM_APP_ID", "1234567890123456"),
        ("CLERK_PUBLISHABLE_KEY", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"),
        ("CLERK_AUTHORIZED_PARTIES", "https://hub.example.com, http://localhost:8000, https://[::1]:8443"),
        ("DOMAIN_NAME", "hub.example.com"),
        ("DOMAIN_NAME", "hub.xn--p1ai"),
        ("CERTIFICATE_ARN", "arn:aws:acm:eu-west-1:123456789012:certificate/1a-2b"),
        ("CERTIFICATE_ARN", "arn:aws-cn:acm:cn-north-1:123456789012:certificate/1a-2b"),
        ("ALARM_EMAIL", "ops+dm@example.com"),
        ("INSTAGRAM_WEBHOOK_FIELDS", "comments, live_comments"),
        ("INSTAGRAM_APP_ID", ""),
    ],
)
def test_a_good_value_passes(env: str, value: str) -> None:
    assert fault(env, value) == ""


@pytest.mark.parametrize(
    "party",
    [
        *("https://hub.example.com/", "https://", "https://[", "ftp://hub.example.com"),
        *("https://hub.example.com:443", "https://user:pw@hub.example.com", "https://Hub.example.com"),
        *(
            "https://hub example.com",
            "https://hub.example.com:port",
            "https://b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.example",
        ),
    ],
)
def test_what_no_browser_calls_an_origin_is_none(party: str) -> None:
    assert "no origin" in fault("CLERK_AUTHORIZED_PARTIES", party)


@pytest.mark.parametrize(
    ("env", "value"),
    [
        ("DOMAIN_NAME", "Hub.example.com"),
        ("INSTAGRAM_APP_ID", "1234567"),
        ("INSTAGRAM_APP_ID", "1" * 21),
    ],
)
def test_what_aws_or_meta_would_refuse_is_refused_here(env: str, value: str) -> None:
    assert fault(env, value).startswith(f"{env} must be")


def test_the_fields_that_are_subscribed_to_anyway_are_known() -> None:
    assert set(Settings().fields) <= FIELDS


def test_a_secret_key_in_the_place_of_the_publishable_one_is_the_first_thing_said_and_never_shown() -> None:
    said = problems("prod", kept(**BAD), "us-east-1")

    assert "revoke it" in said[0]
    assert not any("sk_live_zzz" in text for text in said)


def test_the_doctor_names_each_of_them_and_calls_nothing_well_formed(patient: Patient) -> None:
    patient.keeps(**BAD)

    first, *others = [text.split()[0] for text in patient.told(Level.WRONG)]
    assert (first, sorted(others)) == ("CLERK_PUBLISHABLE_KEY", sorted(BAD.keys() - {first}))
    assert patient.told(Level.OK, "parameters") == []


def test_the_doctor_prints_no_address_that_is_made_of_a_bad_one(patient: Patient) -> None:
    patient.keeps(PUBLIC_URL=BAD["PUBLIC_URL"])

    assert "ftp://" not in "\n".join(line for one in patient.findings() for line in one.lines())
    assert patient.told(Level.NOTE, "address") == [
        "looked at when PUBLIC_URL and DOMAIN_NAME are well-formed."
    ]
