"""Ids, links and their secrets."""

from string import ascii_lowercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ids import is_id, new_id, new_ref, new_secret, read_ref, time_of
from chalicelib.domain.lead import REF_LIFE, Lead, Provider, first_dm, next_dm
from tests.fakes.chance import Chance

ID = "0123456789abcdef01234567"
NOW = 1_790_000_000_000
SECRET = "00112233445566778899aabbccddeeff"
TIMES = st.integers(0, 2**47)


@given(TIMES, TIMES)
def test_ids_sort_by_time(one: int, two: int) -> None:
    earlier, later = sorted((one, two))

    first, second = new_id(earlier, lambda n: b"\xff" * n), new_id(later, bytes)

    assert earlier == later or first < second


@given(TIMES, st.integers())
def test_an_id_is_24_hex_digits(now: int, seed: int) -> None:
    id = new_id(now, Chance(seed))

    assert is_id(id)
    assert len(id) == 24
    assert time_of(id) == now


@pytest.mark.parametrize(
    "text",
    [
        "",
        ID[:-1],
        f"{ID}0",
        ID.upper(),
        f"{ID}\n",
        f" {ID}",
        "../" * 8,
        "g" * 24,
        "\N{ARABIC-INDIC DIGIT THREE}" * 24,
    ],
    ids=["empty", "23", "25", "upper", "newline", "space", "path", "no hex", "other digits"],
)
def test_anything_else_is_no_id(text: str) -> None:
    assert not is_id(text)


def test_secrets_are_128_bits_of_chance() -> None:
    chance = Chance()

    secrets = {new_secret(chance) for _ in range(100)}

    assert len(secrets) == 100
    assert {len(secret) for secret in secrets} == {32}


def test_a_link_says_whose_it_is() -> None:
    ref = new_ref(ID, SECRET)

    assert read_ref(ref) == (ID, SECRET)
    assert set(ref) <= set(ascii_lowercase + digits + "-_=")


@pytest.mark.parametrize(
    "ref", ["", "-", ID, f"{ID}-", f"-{SECRET}", f"{ID}_{SECRET}", f"{ID.upper()}-{SECRET}", "summer-sale"]
)
def test_what_is_no_link_of_ours_is_none(ref: str) -> None:
    assert read_ref(ref) is None


@given(st.text())
def test_reading_a_link_never_fails(ref: str) -> None:
    found = read_ref(ref)

    assert found is None or new_ref(*found) == ref


@pytest.mark.parametrize("tail", ["0", new_id(1, Chance()), new_id(2**47, Chance())])
def test_later_messages_sort_behind_the_first(tail: str) -> None:
    assert first_dm(ID) <= next_dm(ID, tail)
    assert first_dm(ID) == f"{ID}-0"


@pytest.mark.parametrize(
    ("age", "good"),
    [(0, True), (REF_LIFE - 1, True), (REF_LIFE, False), (-1, True)],
    ids=["new", "its last moment", "over", "a clock behind"],
)
def test_a_contact_link_is_good_for_90_days(age: int, *, good: bool) -> None:
    lead = Lead(
        creator="user_ana",
        id=ID,
        account="1784",
        form="ana",
        provider=Provider.INSTAGRAM,
        name="Mia",
        consent_at=NOW,
        created_at=NOW,
    )

    assert lead.link_open(NOW + age) is good
    assert REF_LIFE == 90 * 24 * 3_600_000
