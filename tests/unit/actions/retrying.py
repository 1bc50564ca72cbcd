"""A message whose first call arrived, which nobody knows, and for which its creator has asked again."""

from datetime import timedelta

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Deferred, NotSent, Reason, Refused, Unknown
from tests.fakes.instagram import Answer, Delivers, echo_of
from tests.fakes.wire import Script
from tests.fakes.world import ANA, World

LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
ARRIVED = Delivers(LOST)
REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
LIMITED = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
OFFLINE = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def retried(*answers: Answer, script: Script | None = None) -> tuple[World, Dm]:
    """The world and the message; the second call gets the first of the *answers*."""
    world = World(ARRIVED, *answers, wire=script)
    world.instagram.lag = True
    dm = world.queued()
    world.run()
    world.wait(2 * MINUTE)
    world.retry_dm(ANA, dm.lead)
    return world, dm


def echo(world: World) -> None:
    """Instagram tells of the first copy."""
    world.apply_event(echo_of(world.instagram.inbox[0]))
