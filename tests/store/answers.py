"""Automations, and events that led to no message, to store."""

from chalicelib.domain.activity import Activity, Outcome
from chalicelib.domain.automation import Automation, Mood, Quiet
from chalicelib.domain.choice import Choice
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import Trigger
from tests.fakes.clock import START

ANA, BEN = "user_ana", "user_ben"
ACCOUNT, OTHER = "17841400000000001", "17841400000000002"
PERSON = "6543210987654321"
SHALOM = "\N{RIGHT-TO-LEFT MARK}\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}\N{HEBREW LETTER VAV}"
ROCKET = "\N{ROCKET}\N{VARIATION SELECTOR-16}"
FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
CHOICES = (
    Choice(
        title=f"Shop {ROCKET}", url="https://example.org/?q=%22a%22&b=\N{LATIN SMALL LETTER U WITH DIAERESIS}"
    ),
    Choice(title=SHALOM, then=f"{1:024x}"),
    Choice(title="Yes", quick=True),
    Choice(title="More", then=f"{2:024x}", quick=True),
)
FULL = Automation(
    creator=ANA,
    account=ACCOUNT,
    id=f"{9:024x}",
    name=f"Launch {ROCKET}",
    trigger=Trigger.LIVE_COMMENT,
    text=f'Hi {{name}}, "{SHALOM}"\n{FAMILY} \\ {{link}}',
    rule=Rule(
        mode=Mode.ONE_OF, words=("link", SHALOM, ROCKET, "e\N{COMBINING ACUTE ACCENT}"), posts=("1", "2")
    ),
    choices=CHOICES,
    link="https://example.org/launch",
    public=("Look into your inbox", f"Sent {ROCKET}", SHALOM),
    once=False,
    cap=100,
    quiet=Quiet(begins=22 * 60, ends=7 * 60, zone="Europe/Berlin"),
    mood=Mood.PAUSED,
    created_at=START,
    active_since=START + 1,
    rev=7,
)


def automation(
    n: int = 0, *, creator: str = ANA, account: str = ACCOUNT, cap: int | None = None
) -> Automation:
    """An automation as plain as can be, the *n*th of its account."""
    return Automation(
        creator=creator,
        account=account,
        id=f"{n:024x}",
        name="Launch",
        trigger=Trigger.COMMENT,
        text="Hi",
        cap=cap,
        created_at=START,
        active_since=START,
    )


def activity(
    n: int = 0, *, creator: str = ANA, account: str = ACCOUNT, person: str | None = PERSON
) -> Activity:
    """The *n*th thing that a person did; no automation fitted."""
    return Activity(
        creator=creator,
        account=account,
        at=START + n,
        kind="comment",
        key=f"{n:012x}",
        outcome=Outcome.NO_AUTOMATION,
        person=person,
    )
