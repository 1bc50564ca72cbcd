"""What the stories about setting automations up share: settings that are sound, and somebody else's."""

from dataclasses import replace

from chalicelib.domain.automation import Automation
from chalicelib.domain.occasion import Trigger
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import BEN

BENS = "17841400000000002"


def draft(**changes: object) -> Automation:
    """Settings that are sound but for *changes*."""
    sound = Automation(
        creator=ANA,
        account=ANAS,
        id="",
        name="Guide",
        trigger=Trigger.COMMENT,
        text="Here it is",
        created_at=0,
        active_since=0,
    )
    return replace(sound, **changes)  # type: ignore[arg-type] # each change names a field


def bens(world: World) -> Automation:
    """An automation of somebody else."""
    world.connect(BEN, BENS)
    return world.edit_automations.add(draft(creator=BEN, account=BENS))
