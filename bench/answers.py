"""What does DynamoDB charge for an automation's answer, beside a form's message?"""

from collections.abc import Callable
from dataclasses import dataclass

from bench.emulator import emulator, parts_at
from bench.figures import Figures
from bench.journey import Journey
from bench.meter import READ, Meter
from bench.units import HAPPY, Run
from bench.units import MEANING as MOVES
from chalicelib.domain.account import Account
from chalicelib.domain.automation import Automation
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.person import Names
from tests.fakes.instagram import comment, message

Story = Callable[[Journey], None]
PERSON = "900000000000001"
NAMES = Names(username="mia.sol", name="Mia Sol")
MANY = 50  # automations of an account
TEXT = "Hi {first_name}! Here is the guide that you asked for: {link}. Write back whenever you get stuck."
LINK = "https://example.com/guides/the-whole-story"
MEANING = {
    "act": "the person's act: window, and binding of a form's lead",
    "name": "the name that Instagram tells of who writes",
    "daily": "counted for the automation's day",
    "turn": "the turn, in the person's record",
    "capture": "lead stored, and the form's waiting message",
    **{step: MOVES[step] for step in HAPPY},
    "public": "answer under the comment begun",
    "log": "answer under the comment logged",
    "echo": MOVES["echo"],
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What happens at an account with so many automations, one of which fits if *trigger* says for what."""

    happens: Story
    trigger: Trigger = Trigger.COMMENT
    automations: int = 0


def measure() -> Figures:
    """Units for one message, each alone at an account of its own."""
    with emulator() as (url, environment):
        runs = {
            name: run(Journey(parts_at(url, environment), f"user_{n}"), scene)
            for n, (name, scene) in enumerate(SCENES.items())
        }
    steps = [(MEANING[s], *(f"{r.write(s):.0f}" for r in runs.values())) for s in MEANING]
    sums = {
        "**from queued to sent**": [f"{r.write(*HAPPY):.0f}" for r in runs.values()],
        "**write units together**": [f"{r.write(*MEANING):.0f}" for r in runs.values()],
        "**read units**": [f"{r.read():.1f}" for r in runs.values()],
        "**requests**": [f"{r.requests():.0f}" for r in runs.values()],
    }
    return Figures(
        header=("write units for one message", *runs),
        rows=[*steps, *((what, *figures) for what, figures in sums.items())],
        notes=[
            "Consumed capacity as the AWS emulator reports it for each call, for a new person at an account "
            "that was quiet, from the form or the event to the echo. The comment is answered in public too. "
            "An automation's first message of a day costs a write unit more. What a query reads is weighed "
            "as DynamoDB's guide says, since the emulator does not. Left out is the counting from the "
            "stream, which is the same for every message.",
        ],
    )


def run(journey: Journey, scene: Scene) -> Run:
    """What *scene* is charged; RuntimeError unless it ends in one message."""
    own = [_automation(journey.account, scene.trigger, n) for n in range(scene.automations)]
    for stored in [journey.parts.edit_automations.add(draft) for draft in own][:1]:
        journey.parts.stores.automations.count(stored, now=journey.parts.now())
    with Meter(journey.parts.client("dynamodb")).counting() as charges:
        scene.happens(journey)
        journey.send()
        journey.echo()
    unknown = {charge.step for charge in charges} - {*MEANING, READ}
    if unknown or len(journey.instagram.inbox) != 1:
        raise RuntimeError(f"{len(journey.instagram.inbox)} in the inbox, and charges for {unknown}")
    return Run(1, tuple(charges))


def _automation(account: Account, trigger: Trigger, n: int) -> Automation:
    """The account's *n*th automation, as long as they are; the first one fits."""
    return Automation(
        creator=account.creator,
        account=account.id,
        id="",
        name=f"The guide, part {n}",
        trigger=trigger,
        text=TEXT,
        rule=Rule(mode=Mode.ONE_OF, words=(f"part{n}" if n else "link", f"guide{n}", f"send me {n}")),
        link=LINK,
        public=("Look into your messages!", "Sent!") if trigger is Trigger.COMMENT else (),
        created_at=0,
        active_since=0,
    )


def _form(journey: Journey) -> None:
    journey.queue(journey.capture(1))


def _named_form(journey: Journey) -> None:
    journey.queue(journey.capture(1, username=NAMES.username))


def _comment(journey: Journey) -> None:
    at = journey.parts.now()
    journey.parts.apply_event(comment(journey.account.id, PERSON, at=at, text="link please"))


def _message(journey: Journey) -> None:
    journey.instagram.called[PERSON] = NAMES
    at = journey.parts.now()
    journey.parts.apply_event(message(journey.account.id, PERSON, at=at, text="link please"))


SCENES = {
    "form": Scene(_form),
    "form with a user name": Scene(_named_form),
    "comment": Scene(_comment, automations=1),
    f"comment, {MANY} automations": Scene(_comment, automations=MANY),
    "typed message": Scene(_message, Trigger.MESSAGE, automations=1),
    f"typed message, {MANY} automations": Scene(_message, Trigger.MESSAGE, automations=MANY),
}
