"""How a creator asks for a message."""

from chalicelib.actions.queue_dm import Request
from chalicelib.domain.dm import Dm
from tests.fakes.world import World


def ask(dm: Dm, *, text: str | None = None, key: str | None = None) -> Request:
    return Request(creator=dm.creator, lead=dm.lead, text=text, key=key)


def sent_once(world: World) -> Dm:
    """A message that has gone out; its person may be written to."""
    dm = world.queued()
    world.run()
    return world.dm(dm)
