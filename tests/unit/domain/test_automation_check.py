"""What is said when an automation makes no sense, and about which field."""

from typing import Any

import pytest

from chalicelib.domain.automation import Automation, Quiet
from chalicelib.domain.automation_check import problems
from chalicelib.domain.choice import Choice
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import COMMENTS, Trigger
from tests.unit.domain.automations import LINK, automation, id_of

URL = "https://example.com/guide?a=1#top"
NIGHT = Quiet(begins=22 * 60, ends=7 * 60, zone="Europe/Berlin")
WORDED = {Trigger.COMMENT, Trigger.LIVE_COMMENT, Trigger.MESSAGE, Trigger.STORY_REPLY}
EXACT = Mode.EXACT


def field_of(**changes: Any) -> list[str]:  # noqa: ANN401 - any of Automation's fields
    return list(problems(automation(**changes)))


def words(*said: str, mode: Mode = Mode.ONE_OF) -> Rule:
    return Rule(mode=mode, words=said)


@pytest.mark.parametrize(
    "sound",
    [
        automation(),
        automation(rule=Rule()),
        automation(rule=Rule(mode=EXACT, words=("link", "\N{FIRE}"), posts=("p1",))),
        automation(trigger=Trigger.LIVE_COMMENT, rule=Rule(posts=("p1",)), public=("Sent!", "x" * 300)),
        automation(trigger=Trigger.MESSAGE, text="Hi {name} {first_name} {username}"),
        automation(trigger=Trigger.STORY_REPLY, text="{link}", link=URL),
        automation(trigger=Trigger.STORY_MENTION, rule=Rule(), cap=1, quiet=NIGHT),
        automation(trigger=Trigger.BUTTON, rule=Rule(), cap=1, quiet=NIGHT),
        automation(trigger=Trigger.LEAD, rule=Rule(), link=URL),
        automation(rule=words("stop"), public=("Look into your inbox",)),
        automation(trigger=Trigger.MESSAGE, rule=words("start")),
        automation(choices=(Choice(title="Open", url=URL), Choice(title="More", then=id_of(2)))),
        automation(choices=(Choice(title="Yes", quick=True), Choice(title="No", quick=True))),
        automation(text="Only a } brace and a { alone"),
    ],
    ids=lambda one: one.trigger.value,
)
def test_a_sound_automation_has_no_problem(sound: Automation) -> None:
    assert problems(sound) == {}


@pytest.mark.parametrize(
    "rule",
    [
        Rule(words=("link",)),
        Rule(mode=Mode.ONE_OF),
        Rule(mode=EXACT),
        words(""),
        words("link", "  "),
        words("\N{ZERO WIDTH SPACE}", mode=EXACT),
    ],
    ids=["words for any text", "no word", "no exact word", "empty word", "a blank one", "invisible word"],
)
def test_a_rule_needs_words_exactly_where_it_looks_for_words(rule: Rule) -> None:
    assert field_of(rule=rule) == ["match.words"]


@pytest.mark.parametrize("trigger", list(Trigger))
@pytest.mark.parametrize("rule", [LINK, Rule(mode=EXACT, words=("link",))], ids=["one of", "exact"])
def test_words_have_a_meaning_only_where_somebody_writes(trigger: Trigger, rule: Rule) -> None:
    fields = field_of(trigger=trigger, rule=rule)

    assert fields == ([] if trigger in WORDED else ["match.mode"])


@pytest.mark.parametrize("trigger", list(Trigger))
def test_posts_have_a_meaning_only_under_comments(trigger: Trigger) -> None:
    fields = field_of(trigger=trigger, rule=Rule(posts=("p1",)))

    assert fields == ([] if trigger in COMMENTS else ["match.posts"])


@pytest.mark.parametrize("trigger", list(Trigger))
def test_public_answers_have_a_meaning_only_under_comments(trigger: Trigger) -> None:
    fields = field_of(trigger=trigger, rule=Rule(), public=("Sent!",))

    assert fields == ([] if trigger in COMMENTS else ["publicReplies"])


@pytest.mark.parametrize("text", ["Hi {name}", "{link}", "{other}", "{}", "{{username}}"])
def test_a_public_answer_names_no_variable(text: str) -> None:
    found = problems(automation(public=("Sent!", text)))

    assert found == {"publicReplies": "can name no variables: everybody reads them"}


@pytest.mark.parametrize("text", ["{", "}", "{name", "name}", "}{"])
def test_a_brace_alone_in_a_public_answer_is_a_character_like_others(text: str) -> None:
    assert field_of(public=(text,)) == []


@pytest.mark.parametrize("trigger", [Trigger.MESSAGE, Trigger.STORY_REPLY])
@pytest.mark.parametrize("said", ["stop", " STOP! ", "Unsubscribe", "停止", "abmelden"])
def test_a_word_that_ends_messages_starts_none(trigger: Trigger, said: str) -> None:
    found = problems(automation(trigger=trigger, rule=words("link", said)))

    assert list(found) == ["match.words"]
    assert said in found["match.words"]


@pytest.mark.parametrize("title", ["Stop", "Cancel", "no más", "END!"])
def test_a_quick_reply_that_ends_messages_starts_nothing(title: str) -> None:
    said_as_a_message = Choice(title=title, quick=True)
    never_starts = Choice(title=title, quick=True, then=id_of(2))

    for choice in (said_as_a_message, never_starts):
        found = problems(automation(choices=(choice,)))
        assert list(found) == ["quickReplies"]
        assert title in found["quickReplies"]


@pytest.mark.parametrize("title", ["Start", "Stop it", "Non-stop"])
def test_a_quick_reply_that_only_looks_like_an_end_is_fine(title: str) -> None:
    assert field_of(choices=(Choice(title=title, quick=True),)) == []


def test_a_button_is_no_message_so_it_may_be_called_anything() -> None:
    assert field_of(choices=(Choice(title="Stop", then=id_of(2)),)) == []


@pytest.mark.parametrize("trigger", sorted(COMMENTS))
def test_under_a_comment_nobody_ends_messages(trigger: Trigger) -> None:
    assert field_of(trigger=trigger, rule=words("stop")) == []


@pytest.mark.parametrize("said", ["stop it", "start", "non-stop"])
def test_a_word_that_only_looks_like_an_end_is_fine(said: str) -> None:
    assert field_of(trigger=Trigger.MESSAGE, rule=words(said)) == []


@pytest.mark.parametrize(
    "text",
    [
        "{nmae}",
        "Hi {Name}",
        "Hi { name }",
        "{}",
        "{name} and {other}",
        "{{link}}x{last}",
        "{" + "x" * 900 + "}",
    ],
    ids=["typo", "capital", "blanks", "empty", "second", "braces", "long"],
)
def test_a_variable_that_does_not_exist_is_told(text: str) -> None:
    found = problems(automation(text=text, link=URL))

    assert list(found) == ["message"]
    assert found["message"].startswith("has the unknown variable {")
    assert "{name}, {first_name}, {username}, {link}" in found["message"]
    assert len(found["message"]) < 200


@pytest.mark.parametrize("text", ["{", "}", "{name", "name}", "}{", "a { b"])
def test_a_brace_alone_is_a_character_like_others(text: str) -> None:
    assert field_of(text=f"Hi {text}") == []


@pytest.mark.parametrize(
    "text", ["{name}", " {first_name} {username}", "{username}\n{name}", "{name}, {username}", "{name} , "]
)
def test_a_message_must_say_something_also_to_somebody_unknown(text: str) -> None:
    assert field_of(text=text) == ["message"]


def test_a_message_that_names_the_link_needs_one() -> None:
    assert field_of(text="Here: {link}") == ["link"]
    assert field_of(text="Here: {link}", link=URL) == []
    assert field_of(text="Here: {nolink}") == ["message"]


def test_a_link_that_nobody_names_is_fine_if_it_is_sound() -> None:
    assert field_of(text="Hello", link=URL) == []
    assert field_of(text="Hello", link="http://example.com") == ["link"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cap": 5}, "dailyCap"),
        ({"quiet": NIGHT}, "quietHours"),
    ],
)
def test_whoever_fills_in_a_form_is_answered_always_and_at_once(changes: dict[str, Any], field: str) -> None:
    assert field_of(trigger=Trigger.LEAD, rule=Rule(), **changes) == [field]
    assert field_of(**changes) == []


@pytest.mark.parametrize("trigger", list(Trigger))
def test_a_broadcast_and_a_form_wait_for_no_morning(trigger: Trigger) -> None:
    fields = field_of(trigger=trigger, rule=Rule(), quiet=NIGHT)

    assert fields == (["quietHours"] if trigger in {Trigger.LIVE_COMMENT, Trigger.LEAD} else [])


@pytest.mark.parametrize(
    ("begins", "ends", "sound"),
    [
        (0, 1, True),
        (0, 1439, True),
        (1439, 0, True),
        (0, 0, False),
        (600, 600, False),
        (-1, 60, False),
        (0, 1440, False),
        (1440, 60, False),
    ],
)
def test_quiet_hours_begin_and_end_at_different_minutes_of_the_day(
    begins: int, ends: int, *, sound: bool
) -> None:
    quiet = Quiet(begins=begins, ends=ends, zone="UTC")

    assert field_of(quiet=quiet) == ([] if sound else ["quietHours"])


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata"])
def test_a_zone_is_one_of_the_worlds(zone: str) -> None:
    assert field_of(quiet=Quiet(begins=0, ends=60, zone=zone)) == []


@pytest.mark.parametrize(
    "zone",
    [
        "",
        " ",
        "Mars/Base",
        "Europe",
        "../../etc/passwd",
        "/etc/passwd",
        "Europe/Berlin\x00",
        "\ud800",
        "x" * 999,
        "zone.tab",
        "europe/berlin ",
        "UTC+1",
        "utc",
        "localtime",
        "posixrules",
        "Factory",
        "EST",
        "/UTC",
    ],
    ids=repr,
)
def test_what_is_no_zone_is_told(zone: str) -> None:
    found = problems(automation(quiet=Quiet(begins=0, ends=60, zone=zone)))

    assert found == {"quietHours": "must name a time zone like Europe/Berlin"}


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = automation(
        trigger=Trigger.LEAD,
        rule=Rule(mode=EXACT, posts=("p1",)),
        text="{nmae}",
        link="javascript:alert(1)",
        choices=(Choice(title="", quick=True), Choice(title="x" * 21, url=URL)),
        public=("",),
        cap=1,
        quiet=Quiet(begins=0, ends=0, zone=""),
    )

    fields = set(problems(wrong))

    assert fields == {
        "match.mode",
        "match.words",
        "match.posts",
        "message",
        "buttons",
        "quickReplies",
        "link",
        "publicReplies",
        "dailyCap",
        "quietHours",
    }
