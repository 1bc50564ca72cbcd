"""Messages and the threads that they form."""

import itertools
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
    quick_replies: tuple[dict[str, Any], ...] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """An account's thread with one person. *place*: the later it moved, the greater; *at* in milliseconds."""

    person: str
    at: int
    place: int


class Threads:
    """Every message that really arrived."""

    def __init__(self) -> None:
        self._by_mid: dict[str, Message] = {}
        self._threads: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        self._moved: dict[tuple[str, str], Thread] = {}
        self._places = itertools.count()
        self._seen: dict[tuple[str, str], int] = {}

    def add(self, message: Message) -> Message:
        """Puts a new message at the end of its thread."""
        self._by_mid[message.mid] = message
        self._threads[message.account].setdefault(message.person, []).append(message.mid)
        moved = Thread(person=message.person, at=message.at, place=next(self._places))
        self._moved[message.account, message.person] = moved
        return message

    def get(self, mid: str) -> Message | None:
        """The message with this id."""
        return self._by_mid.get(mid)

    def see(self, message: Message) -> None:
        """The person has read *message* and all before it."""
        who = message.account, message.person
        self._seen[who] = max(self._place(message), self._seen.get(who, -1))

    def seen(self, message: Message) -> bool:
        """Whether the person has read it."""
        return self._place(message) <= self._seen.get((message.account, message.person), -1)

    def unsend(self, message: Message) -> None:
        """Takes a message back: the id stays, the content goes."""
        self._by_mid[message.mid] = replace(
            message, text=None, attachments=(), quick_replies=(), deleted=True
        )

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

    def all(self, account: str, *, only: str = "") -> list[Thread]:
        """The threads of *account*; with *only* (an IGSID) that person's alone."""
        people = self._threads[account]
        return [self._moved[account, person] for person in people if only in {"", person}]

    def inbox(self) -> list[Message]:
        """What arrived at people, in order."""
        return [one for one in self._by_mid.values() if one.ours and not one.deleted]

    def _place(self, message: Message) -> int:
        return self._threads[message.account][message.person].index(message.mid)

    def count(self) -> int:
        """How many messages exist."""
        return len(self._by_mid)
