"""What the stories about lost subscriptions share: an account that Instagram told nothing for a while."""

from dataclasses import replace

from chalicelib.domain.account import DAY
from chalicelib.domain.event import Act, Past
from chalicelib.domain.occasion import Trigger
from tests.fakes import instagram
from tests.fakes.wire import Wire
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import set_up
from tests.unit.actions.tending import now_of

PAST = "Instagram.past"
Pages = list[list[Act]]


def person(number: int) -> str:
    return f"9000000000{number:05}"


def untold(world: World, number: int, *, age: int = 0) -> Act:
    """What somebody wrote *age* milliseconds ago."""
    at = world.clock() - age
    return instagram.message(ANAS, person(number), at=at, text="link", mid=f"in-{number}")


def lost(wire: Wire | None = None) -> World:
    """Ana's account is due for its check, and its subscription is gone; an automation would answer."""
    world = World(wire=wire)
    world.work()
    set_up(world, Trigger.MESSAGE, "link")
    world.clock.now += 2 * DAY
    due = replace(now_of(world), look_at=world.clock() + DAY, check_at=world.clock())
    world.stores.accounts.rows[ANA, ANAS] = due
    world.login.members[ANAS].subscribed = False
    return world


def shows(world: World, pages: Pages) -> None:
    """What Instagram's conversations have, page by page."""
    cursors = [str(n + 1) for n in range(len(pages) - 1)]
    world.instagram.pages = [Past(acts, after) for acts, after in zip(pages, [*cursors, None], strict=True)]


def full(world: World, count: int) -> Pages:
    """Pages of one message each."""
    return [[untold(world, n)] for n in range(count)]


def answered(world: World) -> set[str]:
    """Who was answered."""
    return {message.person for message in world.instagram.inbox}
