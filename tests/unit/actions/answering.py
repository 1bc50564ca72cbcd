"""What the stories about automations share: what Ana has set up, and what people do."""

from datetime import timedelta

from chalicelib.actions.capture_lead import Captured, Submission
from chalicelib.domain.activity import Activity, Outcome
from chalicelib.domain.automation import Automation, Mood, Quiet
from chalicelib.domain.choice import Choice
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Act, Comment
from chalicelib.domain.ids import new_ref
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.message import DISCLOSURE, disclose
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from tests.fakes import instagram
from tests.fakes.world import ANA, ANAS, PERSON, World

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
MIA, TOM = PERSON, "900000000000002"
BEN = "user_ben"
TEXT = "Here it is"
DISCLOSED = disclose(TEXT, DISCLOSURE)


def set_up(
    world: World,
    trigger: Trigger,
    *words: str,
    text: str = TEXT,
    posts: tuple[str, ...] = (),
    once: bool = True,
    cap: int | None = None,
    quiet: Quiet | None = None,
    choices: tuple[Choice, ...] = (),
    link: str | None = None,
    public: tuple[str, ...] = (),
    mood: Mood = Mood.ACTIVE,
) -> Automation:
    """Ana sets an automation up; one without *words* fits any text."""
    draft = Automation(
        creator=ANA,
        account=ANAS,
        id="",
        name=f"answers a {trigger}",
        trigger=trigger,
        text=text,
        rule=Rule(mode=Mode.ONE_OF if words else Mode.ANY, words=words, posts=posts),
        choices=choices,
        link=link,
        public=public,
        once=once,
        cap=cap,
        quiet=quiet,
        mood=mood,
        created_at=0,
        active_since=0,
    )
    return world.edit_automations.add(draft)


def prefer(world: World, preferences: Preferences) -> None:
    """Ana decides something for all her messages."""
    world.stores.preferences.put(preferences)


def now_of(world: World, automation: Automation) -> Automation:
    """The automation as it is stored this moment."""
    return world.stores.automations.rows[automation.account, automation.id]


def comments(world: World, text: str = "link please", *, id: str = "c1", person: str = MIA) -> Comment:
    """A comment that somebody writes now, under their own name."""
    return instagram.comment(ANAS, person, at=world.clock(), text=text, id=id, username=f"name.{person[-1]}")


def writes(world: World, text: str = "link please", *, mid: str = "in-1", person: str = MIA) -> Act:
    """A message that somebody writes now."""
    return instagram.message(ANAS, person, at=world.clock(), text=text, mid=mid)


def opens(world: World, lead: Lead, *, person: str = MIA) -> Act:
    """Somebody comes through a lead's link now."""
    return instagram.act(lead.account, person, at=world.clock(), ref=new_ref(lead.id, lead.ref))


def named(world: World, username: str, *, form: str = "ana") -> Captured:
    """Somebody fills in a form with their Instagram name."""
    world.clock.now += 1  # so that leads are older and younger
    return world.capture_lead(
        Submission(form=form, name="Mia Sol", provider=Provider.INSTAGRAM, username=username)
    )


def dms(world: World) -> list[Dm]:
    """All messages, oldest first."""
    return sorted(world.stores.dms.rows.values(), key=lambda dm: (dm.created_at, dm.id))


def the_dm(world: World) -> Dm:
    """The only message."""
    [dm] = dms(world)
    return dm


def the_lead(world: World) -> Lead:
    """The only lead."""
    [lead] = world.stores.leads.rows.values()
    return lead


def contact_of(world: World, person: str = MIA) -> Contact:
    """The person towards Ana's account."""
    return world.stores.contacts.rows[ANAS, person]


def noted(world: World, *kinds: str) -> list[Activity]:
    """What led to no message, oldest first; of these *kinds*, or all."""
    found = sorted(world.stores.activities.rows.values(), key=lambda a: a.id)
    return [a for a in found if not kinds or a.kind in kinds]


def outcomes(world: World, *kinds: str) -> list[Outcome]:
    """How what led to no message ended."""
    return [activity.outcome for activity in noted(world, *kinds)]
