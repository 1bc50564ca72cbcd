"""One sound automation and one occasion for it, to vary."""

from typing import Any

from chalicelib.domain.automation import Automation
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import Occasion, Trigger

NOW = 1_790_000_000_000
LINK = Rule(mode=Mode.ONE_OF, words=("link",))


def id_of(number: int) -> str:
    """The id of the *number*th automation."""
    return f"{number:024x}"


def automation(number: int = 1, **rest: Any) -> Automation:  # noqa: ANN401 - any of Automation's fields
    plain: dict[str, Any] = {
        "creator": "user_ana",
        "account": "1784",
        "id": id_of(number),
        "name": "Guide",
        "trigger": Trigger.COMMENT,
        "rule": LINK,
        "text": "Here is the guide.",
        "created_at": NOW - 9,
        "active_since": NOW - 8,
    }
    return Automation(**{**plain, **rest})


def occasion(**rest: Any) -> Occasion:  # noqa: ANN401 - any of Occasion's fields
    plain: dict[str, Any] = {
        "trigger": Trigger.COMMENT,
        "account": "1784",
        "person": "9001",
        "at": NOW,
        "key": "k1",
        "id": "c1",
        "text": "send me the link!",
        "posts": ("p1",),
    }
    return Occasion(**{**plain, **rest})
