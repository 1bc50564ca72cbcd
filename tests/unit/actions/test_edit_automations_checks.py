"""What an automation must be like to be stored."""

import pytest

from chalicelib.actions.edit_automations import Unsound
from chalicelib.domain.automation import Quiet
from chalicelib.domain.choice import Choice
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import Trigger
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import now_of, set_up
from tests.unit.actions.drafting import bens, draft

ANAS_OTHER = "17841400000000003"
NOBODYS = "0123456789abcdef01234567"
UNSOUND: list[tuple[dict[str, object], set[str]]] = [
    ({"rule": Rule(mode=Mode.ONE_OF)}, {"match.words"}),
    ({"text": "Hi {nmae}"}, {"message"}),
    ({"text": "x" * 1_001}, {"message"}),
    ({"text": "Take {link}"}, {"link"}),
    ({"link": "http://plain.example"}, {"link"}),
    ({"public": ("",)}, {"publicReplies"}),
    ({"trigger": Trigger.MESSAGE, "rule": Rule(mode=Mode.EXACT, words=("stop",))}, {"match.words"}),
    ({"trigger": Trigger.MESSAGE, "public": ("Look!",)}, {"publicReplies"}),
    ({"trigger": Trigger.LEAD, "cap": 1}, {"dailyCap"}),
    ({"quiet": Quiet(begins=60, ends=60, zone="UTC")}, {"quietHours"}),
    ({"quiet": Quiet(begins=0, ends=60, zone="Mars/Base")}, {"quietHours"}),
    ({"choices": (Choice(title="Yes", then=NOBODYS),)}, {"buttons"}),
    ({"choices": (Choice(title="Yes", then=NOBODYS, quick=True),)}, {"quickReplies"}),
    ({"text": "Take {link}", "rule": Rule(mode=Mode.ONE_OF)}, {"link", "match.words"}),
]


@pytest.mark.parametrize(("changes", "fields"), UNSOUND, ids=lambda each: ",".join(sorted(each)))
def test_what_makes_no_sense_is_refused_with_the_fields_it_is_about(
    changes: dict[str, object], fields: set[str]
) -> None:
    world = World()

    with pytest.raises(Unsound) as refused:
        world.edit_automations.add(draft(**changes))

    assert refused.value.fields.keys() == fields
    assert all(refused.value.fields.values())
    assert world.stores.automations.rows == {}


def test_a_change_that_makes_no_sense_changes_nothing() -> None:
    world = World()
    added = set_up(world, Trigger.COMMENT)

    with pytest.raises(Unsound):
        world.edit_automations.change(added.id, draft(text="Hi {nmae}"))

    assert now_of(world, added) == added


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"account": ANAS_OTHER}, "instagramBusinessId"), ({"trigger": Trigger.MESSAGE}, "trigger")],
    ids=["account", "trigger"],
)
def test_neither_the_account_nor_the_trigger_can_change(changes: dict[str, object], field: str) -> None:
    world = World()
    world.connect(ANA, ANAS_OTHER, username="shop")
    added = set_up(world, Trigger.COMMENT)

    with pytest.raises(Unsound) as refused:
        world.edit_automations.change(added.id, draft(**changes))

    assert refused.value.fields == {field: "cannot change"}
    assert now_of(world, added) == added


@pytest.mark.parametrize("whose", ["mine", "another account's", "another creator's"])
def test_what_a_tap_starts_must_be_an_automation_of_the_same_account(whose: str) -> None:
    world = World()
    world.connect(ANA, ANAS_OTHER, username="shop")
    steps = {
        "mine": set_up(world, Trigger.BUTTON),
        "another account's": world.edit_automations.add(draft(account=ANAS_OTHER)),
        "another creator's": bens(world),
    }
    wanted = draft(choices=(Choice(title="Yes", then=steps[whose].id),))

    if whose == "mine":
        assert world.edit_automations.add(wanted).choices == wanted.choices
        return
    with pytest.raises(Unsound) as refused:
        world.edit_automations.add(wanted)
    assert refused.value.fields.keys() == {"buttons"}
