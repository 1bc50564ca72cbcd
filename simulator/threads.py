"""Messages and the threads that they form."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

READABLE = 20  # only so many newest messages of a thread can be read in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. *ours*: from the account's side, by API or by hand; *at* in milliseconds."""

    mid: str
    account: str
    person: str
    ours: bool
    at: int
    text: str | None = None
    attachments: tuple[dict[str, Any], ...] = ()
    deleted: bool = False


class Threads:
    """Every message that really arrived."""

    def __init__(self) -> None:
        self._by_mid: dict[str, Message] = {}
        self._threads: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)

    def add(self, message: Message) -> Message:
        """Puts a new message at the end of its thread."""
        self._by_mid[message.mid] = message
        self._threads[message.account].setdefault(message.person, []).append(message.mid)
        return message

    def get(self, mid: str) -> Message | None:
        """The message with this id."""
        return self._by_mid.get(mid)

    def unsend(self, message: Message) -> None:
        """Takes a message back: the id stays, the content goes."""
        self._by_mid[message.mid] = replace(message, text=None, attachments=(), deleted=True)

    def of(self, account: str, person: str) -> list[Message]:
        """The messages of one thread, oldest first."""
        return [self._by_mid[mid] for mid in self._threads[account].get(person, ())]

    def newest(self, account: str, person: str, *, ours: bool) -> Message | None:
        """The newest message of one side."""
        return next((one for one in reversed(self.of(account, person)) if one.ours is ours), None)

    def readable(self, message: Message) -> bool:
        """Whether Instagram still shows this message in full."""
        newest = self._threads[message.account][message.person][-READABLE:]
        return message.mid in newest and not message.deleted

    def partners(self, account: str, *, only: str = "") -> list[tuple[str, int]]:
        """Who has a thread with *account* and when it last moved (milliseconds), newest first."""
        threads = self._threads[account]
        if only:
            threads = {only: threads[only]} if only in threads else {}
        moved = [(person, self._by_mid[mids[-1]].at) for person, mids in threads.items()]
        return sorted(moved, key=lambda pair: -pair[1])

    def inbox(self) -> list[Message]:
        """What arrived at people, in order."""
        return [one for one in self._by_mid.values() if one.ours and not one.deleted]

    def count(self) -> int:
        """How many messages exist."""
        return len(self._by_mid)
