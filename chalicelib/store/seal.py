"""Access tokens, sealed with a KMS key. Opened ones stay in memory for a few minutes, nowhere else."""

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from chalicelib.domain.account import Account

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.client import BaseClient

KEEP = 5 * 60_000  # milliseconds
Key = tuple[str, str, bytes]  # creator, account, sealed token
MOST = 1_000  # opened tokens in memory


class Vault:
    """Seals and opens tokens. A sealed token opens only for the account that it was sealed for."""

    def __init__(self, kms: "BaseClient", key: str, clock: "Callable[[], int]") -> None:
        self.kms = kms
        self.key = key
        self.clock = clock
        self._opened: OrderedDict[Key, tuple[int, str]] = OrderedDict()
        self._lock = Lock()

    def seal(self, token: str, *, creator: str, account: str) -> bytes:
        """The token's ciphertext; KMS takes up to 4,096 bytes."""
        answer = self.kms.encrypt(
            KeyId=self.key, Plaintext=token.encode(), EncryptionContext=_context(creator, account)
        )
        return bytes(answer["CiphertextBlob"])

    def open(self, account: Account) -> str:
        """The account's token in clear text, from memory if it was opened within five minutes."""
        now = self.clock()
        key = (account.creator, account.id, account.token)
        with self._lock:
            until, token = self._opened.get(key, (0, ""))
        if now < until:
            return token
        answer = self.kms.decrypt(
            KeyId=self.key,
            CiphertextBlob=account.token,
            EncryptionContext=_context(account.creator, account.id),
        )
        token = str(answer["Plaintext"].decode())
        with self._lock:
            self._opened[key] = (now + KEEP, token)
            while len(self._opened) > MOST:
                self._opened.popitem(last=False)
        return token


def _context(creator: str, account: str) -> dict[str, str]:
    return {"creator": creator, "account": account, "purpose": "instagram"}
