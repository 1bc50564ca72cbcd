"""Sealed tokens, real and fake alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.domain.account import Account
from chalicelib.store import seal
from local.provision import client
from tests.fakes import vault as fake
from tests.fakes.clock import Clock

TOKEN = "IGAA-canary"
Vault = seal.Vault | fake.Vault


class Keys:
    """A vault on KMS, and every call that it makes."""

    def __init__(self, clock: Clock) -> None:
        kms = client("kms")
        key = kms.create_key(Description="seals tokens")["KeyMetadata"]["KeyId"]
        self.calls: list[str] = []
        kms.meta.events.register("before-call.kms", lambda model, **_: self.calls.append(model.name))
        self.vault = seal.Vault(kms, key, clock)


@pytest.fixture
def keys(clock: Clock) -> Iterator[Keys]:
    with mock_aws():
        yield Keys(clock)


@pytest.fixture(params=["fake", "real"])
def vault(request: pytest.FixtureRequest) -> Vault:
    if request.param == "fake":
        return fake.Vault()
    opened: Keys = request.getfixturevalue("keys")
    return opened.vault


SEALED = Account(
    creator="user_ana",
    id="1784",
    username="ana",
    token=b"",
    token_issued_at=0,
    token_expires_at=1,
)


def sealed(vault: Vault, token: str = TOKEN) -> Account:
    return replace(SEALED, token=vault.seal(token, creator=SEALED.creator, account=SEALED.id))


def test_a_sealed_token_opens_again(vault: Vault) -> None:
    account = sealed(vault)

    assert vault.open(account) == TOKEN


def test_a_sealed_token_does_not_show_what_it_is(vault: Vault) -> None:
    account = sealed(vault)

    assert TOKEN.encode() not in account.token
    assert TOKEN not in repr(account)


@pytest.mark.parametrize("change", [{"creator": "user_ben"}, {"id": "1785"}], ids=str)
def test_a_token_opens_only_for_the_account_that_it_was_sealed_for(
    vault: Vault, change: dict[str, str]
) -> None:
    stolen = replace(sealed(vault), **change)  # type: ignore[arg-type] # fields of an account

    with pytest.raises((ClientError, fake.Foreign)):
        vault.open(stolen)


def test_two_tokens_are_told_apart(vault: Vault) -> None:
    old, new = sealed(vault, "old"), sealed(vault, "new")

    assert [vault.open(old), vault.open(new), vault.open(old)] == ["old", "new", "old"]


def test_an_opened_token_is_kept_for_five_minutes(keys: Keys, clock: Clock) -> None:
    account = sealed(keys.vault)
    keys.calls.clear()

    for _ in range(10):
        keys.vault.open(account)
        clock.move(timedelta(seconds=30))
    within = list(keys.calls)
    keys.vault.open(account)

    assert within == ["Decrypt"]
    assert keys.calls == ["Decrypt", "Decrypt"]


def test_an_opened_token_still_opens_only_for_its_account(keys: Keys) -> None:
    account = sealed(keys.vault)
    keys.vault.open(account)

    with pytest.raises(ClientError):
        keys.vault.open(replace(account, creator="user_ben"))


class OpenKms:
    """A key service that seals nothing and counts how often it was asked."""

    def __init__(self) -> None:
        self.opened = 0

    def decrypt(self, *, CiphertextBlob: bytes, **_: object) -> dict[str, bytes]:  # noqa: N803 - KMS's name
        self.opened += 1
        return {"Plaintext": CiphertextBlob}


def test_only_the_newest_tokens_stay_in_memory(clock: Clock) -> None:
    kms = OpenKms()
    vault = seal.Vault(kms, "key", clock)
    accounts = [replace(SEALED, token=str(n).encode()) for n in range(seal.MOST + 1)]
    for account in accounts:
        vault.open(account)
    before = kms.opened

    vault.open(accounts[-1])
    kept = kms.opened - before
    vault.open(accounts[0])
    dropped = kms.opened - before

    assert (kept, dropped) == (0, 1)


def test_a_sealed_token_that_was_tampered_with_does_not_open(keys: Keys) -> None:
    account = sealed(keys.vault)
    broken = bytes([*account.token[:-1], account.token[-1] ^ 1])

    with pytest.raises(ClientError):
        keys.vault.open(replace(account, token=broken))
