"""All state of this Instagram, behind one lock."""

import random
import threading
from dataclasses import dataclass, field

from simulator.accounts import Accounts
from simulator.clock import Clock
from simulator.comments import Comments
from simulator.ids import Ids
from simulator.limits import Limits
from simulator.people import People
from simulator.switches import Switches
from simulator.threads import Threads
from simulator.tokens import Tokens


@dataclass(slots=True, kw_only=True)
class World:
    """The parts of the state. Whoever reads or writes them holds *lock*."""

    switches: Switches
    clock: Clock
    ids: Ids
    tokens: Tokens
    accounts: Accounts = field(default_factory=Accounts)
    people: People = field(default_factory=People)
    threads: Threads = field(default_factory=Threads)
    comments: Comments = field(default_factory=Comments)
    limits: Limits = field(default_factory=Limits)
    attachments: set[str] = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock)


def new_world(switches: Switches, *, clock: Clock, chance: random.Random) -> World:
    """An empty Instagram with one app."""
    ids = Ids(chance)
    return World(switches=switches, clock=clock, ids=ids, tokens=Tokens(ids, app_id=switches.app_id))
