"""The automations' turns with a person, real and fake alike: none lost or twice, whatever comes between."""

import json
from dataclasses import replace

import pytest

from chalicelib.domain.contact import DAY, REMEMBERED, Contact, Turn
from chalicelib.domain.person import Names
from chalicelib.domain.preferences import MOST_PER_PERSON
from tests.fakes.clock import START
from tests.store.answers import ACCOUNT, ANA, BEN, FAMILY, PERSON, SHALOM
from tests.store.conftest import Stores, Tables

BLANK = Contact(account=ACCOUNT, person=PERSON)
ITEM_LIMIT = 400 * 1024  # bytes (DynamoDB)


def turn(n: int = 0, *, at: int = START) -> Turn:
    return Turn(automation=f"{n:024x}", event=f"{n:024x}", dm=f"{n:024x}-{n:024x}", at=at)


def known(stores: Stores) -> Contact:
    contact = stores.contacts.get(ACCOUNT, PERSON)
    assert contact is not None
    return contact


def engage(stores: Stores, seen: Contact, n: int = 0, *, lead: str = "lead-1") -> bool:
    return stores.contacts.engage(seen, seen.engage(turn(n), lead=(ANA, lead)))


def test_a_first_turn_makes_a_contact(stores: Stores) -> None:
    engaged = engage(stores, BLANK)

    assert engaged is True
    assert known(stores) == replace(
        BLANK,
        leads=frozenset({(ANA, "lead-1")}),
        turns=(turn(),),
        had=frozenset({turn().automation}),
        engaged=1,
    )


def test_turns_are_kept_in_their_order(stores: Stores) -> None:
    engage(stores, BLANK, 3)
    for n in (1, 2, 1):
        engage(stores, known(stores), n)

    contact = known(stores)
    assert contact.turns == (turn(3), turn(1), turn(2), turn(1))
    assert contact.had == {turn(n).automation for n in (1, 2, 3)}
    assert contact.engaged == 4


def test_old_turns_go_and_what_they_were_is_remembered(stores: Stores) -> None:
    engage(stores, BLANK, 1)
    seen = known(stores)
    late = turn(2, at=START + REMEMBERED)

    stores.contacts.engage(seen, seen.engage(late, lead=(ANA, "lead-1")))

    contact = known(stores)
    assert contact.turns == (late,)
    assert contact.had == {turn(1).automation, late.automation}
    assert contact.engaged == 2


@pytest.mark.parametrize("earlier", [0, 1, 2])
def test_of_two_turns_on_one_reading_the_second_is_refused(stores: Stores, earlier: int) -> None:
    for n in range(earlier):
        engage(stores, stores.contacts.get(ACCOUNT, PERSON) or BLANK, n)
    seen = stores.contacts.get(ACCOUNT, PERSON) or BLANK

    answers = [engage(stores, seen, n) for n in (7, 8)]

    assert answers == [True, False]
    assert known(stores).turns[-1] == turn(7)
    assert (len(known(stores).turns), known(stores).engaged) == (earlier + 1, earlier + 1)


def test_of_two_first_turns_one_is_refused_where_the_person_was_known(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, START)
    seen = known(stores)

    answers = [engage(stores, seen, n) for n in (7, 8)]

    assert answers == [True, False]


def test_a_turn_on_a_reading_with_more_turns_than_there_are_is_refused(stores: Stores) -> None:
    answer = engage(stores, replace(BLANK, engaged=3))

    assert answer is False
    assert stores.contacts.get(ACCOUNT, PERSON) is None


def test_a_turn_that_comes_in_the_middle_of_another_wins(tables: Tables) -> None:
    others: list[bool] = []
    tables.meanwhile(1, lambda: others.append(engage(tables.stores, BLANK, 7)))

    answer = engage(tables.stores, BLANK, 8)

    assert (others, answer) == ([True], False)
    assert known(tables.stores).turns == (turn(7),)


def test_whatever_happens_beside_a_turn_loses_nothing(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, START)
    seen = known(stores)
    stores.contacts.touch(ACCOUNT, PERSON, START + 1, lead=(ANA, "lead-2"))
    stores.contacts.name(ACCOUNT, PERSON, Names(username="mia", name="Mia"))
    stores.contacts.hold(seen, "dm-1", START + 9)
    stores.contacts.opt_out(ACCOUNT, PERSON, START + 2)

    engaged = engage(stores, seen)

    assert engaged is True
    assert known(stores) == Contact(
        account=ACCOUNT,
        person=PERSON,
        last_act_at=START + 1,
        busy_dm="dm-1",
        busy_until=START + 9,
        username="mia",
        name="Mia",
        leads=frozenset({(ANA, "lead-1"), (ANA, "lead-2")}),
        turns=(turn(),),
        had=frozenset({turn().automation}),
        engaged=1,
        stop_at=START + 2,
    )


def test_a_turn_beside_a_hold_refuses_neither(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, START)
    seen = known(stores)
    engage(stores, seen)

    held = stores.contacts.hold(seen, "dm-1", START + 9)

    assert held is True
    assert (known(stores).busy_dm, known(stores).turns) == ("dm-1", (turn(),))


@pytest.mark.parametrize("act", ["touch", "touch with a lead", "name", "opt"])
def test_what_comes_in_the_middle_of_a_turn_is_kept(tables: Tables, act: str) -> None:
    contacts = tables.stores.contacts
    contacts.touch(ACCOUNT, PERSON, START)
    seen = known(tables.stores)
    acts = {
        "touch": lambda: contacts.touch(ACCOUNT, PERSON, START + 1),
        "touch with a lead": lambda: contacts.touch(ACCOUNT, PERSON, START - 1, lead=(BEN, "lead-9")),
        "name": lambda: contacts.name(ACCOUNT, PERSON, Names(name=SHALOM)),
        "opt": lambda: contacts.opt_out(ACCOUNT, PERSON, START),
    }
    tables.meanwhile(1, acts[act])

    engaged = engage(tables.stores, seen)

    expected = {
        "touch": replace(seen, last_act_at=START + 1),
        "touch with a lead": replace(seen, leads=frozenset({(BEN, "lead-9")})),
        "name": replace(seen, name=SHALOM),
        "opt": replace(seen, stop_at=START),
    }[act]
    assert engaged is True
    assert known(tables.stores) == expected.engage(turn(), lead=(ANA, "lead-1"))


@pytest.mark.parametrize("times", [[5], [5, 3], [3, 5], [5, 5]], ids=str)
def test_every_lead_is_noted_however_old_the_news_are(stores: Stores, times: list[int]) -> None:
    for n, at in enumerate(times):
        stores.contacts.touch(ACCOUNT, PERSON, at, lead=(ANA, str(n)))
        stores.contacts.touch(ACCOUNT, PERSON, at)

    assert known(stores) == replace(
        BLANK, last_act_at=max(times), leads=frozenset((ANA, str(n)) for n in range(len(times)))
    )


def test_a_lead_is_noted_once_and_beside_those_of_other_creators(stores: Stores) -> None:
    keys = [(ANA, "b"), (BEN, "a"), (ANA, "a"), (ANA, "b")]

    for key in keys:
        stores.contacts.touch(ACCOUNT, PERSON, START, lead=key)

    assert known(stores).leads == set(keys)
    assert [known(stores).lead_of(creator) for creator in (ANA, BEN)] == ["a", "a"]


def test_a_newer_act_in_the_middle_of_an_older_one_stays_the_newest(tables: Tables) -> None:
    contacts = tables.stores.contacts
    tables.meanwhile(1, lambda: contacts.touch(ACCOUNT, PERSON, START + 5, lead=(ANA, "new")))

    contacts.touch(ACCOUNT, PERSON, START, lead=(ANA, "old"))

    assert known(tables.stores) == replace(
        BLANK, last_act_at=START + 5, leads=frozenset({(ANA, "new"), (ANA, "old")})
    )


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (Names(), Names(), Names()),
        (Names(username="mia"), Names(), Names(username="mia")),
        (Names(username="mia"), Names(name="Mia"), Names(username="mia", name="Mia")),
        (Names(username="mia", name="Mia"), Names(username="eva"), Names(username="eva", name="Mia")),
        (Names(username="mia", name="Mia"), Names(username="", name=""), Names(username="mia", name="Mia")),
        (Names(name=SHALOM), Names(name=FAMILY), Names(name=FAMILY)),
    ],
    ids=["nothing", "nothing new", "one after the other", "another username", "empty ones", "any script"],
)
def test_the_newest_names_are_kept_as_far_as_they_are_known(
    stores: Stores, first: Names, second: Names, kept: Names
) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, START)

    for names in (first, second):
        stores.contacts.name(ACCOUNT, PERSON, names)

    assert known(stores) == replace(BLANK, last_act_at=START, username=kept.username, name=kept.name)


def test_a_name_makes_no_contact(stores: Stores) -> None:
    stores.contacts.name(ACCOUNT, PERSON, Names(username="mia", name="Mia"))

    assert stores.contacts.get(ACCOUNT, PERSON) is None


def test_names_that_say_nothing_cost_no_request(tables: Tables) -> None:
    tables.calls.clear()

    tables.stores.contacts.name(ACCOUNT, PERSON, Names())

    assert tables.calls == []


@pytest.mark.parametrize(
    "n", [50, MOST_PER_PERSON * REMEMBERED // DAY], ids=["fifty", "as many as creators may allow"]
)
def test_a_person_with_many_turns_is_far_below_dynamodbs_limit(tables: Tables, n: int) -> None:
    turns = tuple(turn(i, at=START + i) for i in range(n))
    big = replace(
        BLANK,
        turns=turns,
        had=frozenset(each.automation for each in turns),
        leads=frozenset((f"user_{'x' * 27}", f"{i:024x}") for i in range(n)),
        engaged=n,
    )
    tables.stores.contacts.name(ACCOUNT, PERSON, Names(username="m" * 30, name=FAMILY * 30))

    engaged = tables.stores.contacts.engage(BLANK, big)

    assert engaged is True
    assert known(tables.stores) == big
    assert len(json.dumps(tables.items("contacts")[0]).encode()) < ITEM_LIMIT // 4
