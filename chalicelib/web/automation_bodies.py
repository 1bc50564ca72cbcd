"""What creators send about automations and preferences."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr

from chalicelib.domain.automation import Automation, Mood, Quiet
from chalicelib.domain.automation_check import PUBLIC_REPLIES
from chalicelib.domain.choice import Choice
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.message import DISCLOSURE_BYTES, Values, size
from chalicelib.domain.occasion import Occasion, Trigger
from chalicelib.domain.preferences import MOST_PER_PERSON, PERSON_LIMIT
from chalicelib.web.bodies import Message, Name, Strict, no_controls

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
MANY = 50

Word = Annotated[StrictStr, Field(min_length=1, max_length=80), AfterValidator(no_controls)]
Post = Annotated[StrictStr, Field(pattern=r"^[0-9]{1,30}$")]
Title = Annotated[StrictStr, Field(min_length=1, max_length=80), AfterValidator(no_controls)]
Url = Annotated[StrictStr, Field(min_length=1, max_length=2_000)]
Id = Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{24}$")]
AccountId = Annotated[StrictStr, Field(pattern=r"^[0-9]{1,30}$")]
Time = Annotated[StrictStr, Field(pattern=CLOCK)]
# The schema says what may be sent; where a few more come, the domain's check says it in plain words.
PublicReplies = Annotated[
    tuple[Message, ...], Field(max_length=MANY, json_schema_extra={"maxItems": PUBLIC_REPLIES})
]


def _line(text: str) -> str:
    if size(no_controls(text)) > DISCLOSURE_BYTES:
        raise ValueError(f"has {size(text)} bytes in UTF-8; {DISCLOSURE_BYTES} are allowed")
    if not text.strip():
        raise ValueError("must not be empty; switch the disclosure off instead")
    return text.strip()


class MatchBody(Strict):
    """Which texts, under which posts."""

    mode: Literal["any", "one_of", "exact"] = "any"
    words: Annotated[tuple[Word, ...], Field(max_length=MANY)] = ()
    posts: Annotated[tuple[Post, ...], Field(max_length=MANY)] = ()

    def rule(self) -> Rule:
        """As the domain has it."""
        words, posts = dict.fromkeys(self.words), dict.fromkeys(self.posts)
        return Rule(mode=Mode(self.mode), words=tuple(words), posts=tuple(posts))


class ButtonBody(Strict):
    """A button: it opens a url, or starts another automation."""

    title: Title
    url: Url | None = None
    then: Id | None = None


class QuickReplyBody(Strict):
    """A quick reply: it answers, and may start another automation."""

    title: Title
    then: Id | None = None


class QuietBody(Strict):
    """Hours without messages; what comes meanwhile goes out when they end."""

    begin: Time
    end: Time
    timezone: Annotated[StrictStr, Field(max_length=64)]

    def quiet(self) -> Quiet:
        """As the domain has it."""
        return Quiet(begins=_minutes(self.begin), ends=_minutes(self.end), zone=self.timezone)


class AutomationBody(Strict):
    """POST /api/automations, PUT /api/automations/{automationId}."""

    instagramBusinessId: AccountId  # noqa: N815 - the API speaks camelCase
    name: Name
    trigger: Literal["comment", "live_comment", "message", "story_reply", "story_mention", "button", "lead"]
    match: MatchBody = MatchBody()
    message: Message
    link: Url | None = None
    buttons: Annotated[tuple[ButtonBody, ...], Field(max_length=MANY)] = ()
    quickReplies: Annotated[tuple[QuickReplyBody, ...], Field(max_length=MANY)] = ()  # noqa: N815 - as above
    publicReplies: PublicReplies = ()  # noqa: N815 - as above
    oncePerPerson: StrictBool = True  # noqa: N815 - as above
    dailyCap: Annotated[StrictInt, Field(ge=1, le=100_000)] | None = None  # noqa: N815 - as above
    quietHours: QuietBody | None = None  # noqa: N815 - as above
    state: Literal["active", "paused"] = "active"

    def draft(self, creator: str) -> Automation:
        """The automation of *creator*'s, without an id and times."""
        return Automation(
            creator=creator,
            account=self.instagramBusinessId,
            id="",
            name=self.name,
            trigger=Trigger(self.trigger),
            rule=self.match.rule(),
            text=self.message,
            choices=(*self._buttons(), *self._quick_replies()),
            link=self.link,
            public=self.publicReplies,
            once=self.oncePerPerson,
            cap=self.dailyCap,
            quiet=self.quietHours.quiet() if self.quietHours else None,
            mood=Mood(self.state),
            created_at=0,
            active_since=0,
        )

    def _buttons(self) -> list[Choice]:
        return [Choice(title=b.title.strip(), url=b.url, then=b.then) for b in self.buttons]

    def _quick_replies(self) -> list[Choice]:
        return [Choice(title=q.title.strip(), then=q.then, quick=True) for q in self.quickReplies]


class DryRunBody(Strict):
    """POST /api/automations/dry-run: what would happen?"""

    instagramBusinessId: AccountId  # noqa: N815 - the API speaks camelCase
    trigger: Literal["comment", "live_comment", "message", "story_reply", "story_mention", "lead"]
    text: Annotated[StrictStr, Field(max_length=2_200)] = ""
    post: Post | None = None
    username: Annotated[StrictStr, Field(max_length=30)] | None = None
    name: Annotated[StrictStr, Field(max_length=200)] | None = None

    def occasion(self, at: int) -> Occasion:
        """The event, as if somebody unknown did it at *at*."""
        return Occasion(
            trigger=Trigger(self.trigger),
            account=self.instagramBusinessId,
            person="",
            at=at,
            key="",
            text=self.text,
            username=self.username,
            posts=(self.post,) if self.post else (),
        )

    @property
    def values(self) -> Values:
        """What is known of that somebody."""
        return Values(name=self.name, username=self.username)


class PreferencesBody(Strict):
    """PUT /api/settings."""

    disclosure: StrictBool = True
    disclosureText: Annotated[StrictStr, AfterValidator(_line)] | None = None  # noqa: N815 - camelCase
    personLimit: Annotated[StrictInt, Field(ge=1, le=MOST_PER_PERSON)] = PERSON_LIMIT  # noqa: N815 - as above


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
