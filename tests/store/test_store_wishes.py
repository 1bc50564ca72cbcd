"""What people wish, real and fake alike: no more messages, messages again, and to be forgotten."""

from dataclasses import replace
from itertools import permutations

import pytest

from chalicelib.domain.contact import Contact, Turn
from chalicelib.domain.person import Names
from tests.fakes.clock import START
from tests.store.answers import ACCOUNT, ANA, OTHER, PERSON
from tests.store.conftest import Stores, Tables

Word = tuple[str, int]  # stop or start, and when it was said
WORDS: tuple[Word, ...] = (
    ("stop", START + 10),
    ("stop", START + 30),
    ("start", START + 20),
    ("start", START + 40),
)
BLANK = Contact(account=ACCOUNT, person=PERSON)


def say(stores: Stores, word: Word) -> None:
    kind, at = word
    if kind == "stop":
        stores.contacts.opt_out(ACCOUNT, PERSON, at)
    else:
        stores.contacts.opt_in(ACCOUNT, PERSON, at)


def known(stores: Stores) -> Contact:
    contact = stores.contacts.get(ACCOUNT, PERSON)
    assert contact is not None
    return contact


def fill(stores: Stores) -> Contact:
    """A person of whom everything is known."""
    stores.contacts.touch(ACCOUNT, PERSON, START, lead=(ANA, "lead-1"))
    stores.contacts.name(ACCOUNT, PERSON, Names(username="mia", name="Mia"))
    stores.contacts.hold(known(stores), "dm-1", START + 9)
    turn = Turn(automation="a", event="e", dm="dm-1", at=START)
    assert stores.contacts.engage(known(stores), known(stores).engage(turn, lead=(ANA, "lead-1")))
    return known(stores)


def test_a_stop_is_kept_and_heard_from_somebody_unknown_too(stores: Stores) -> None:
    stores.contacts.opt_out(ACCOUNT, PERSON, START)

    assert known(stores) == replace(BLANK, stop_at=START)
    assert known(stores).opted_out


def test_a_start_of_who_never_stopped_is_no_news_but_counts_against_an_older_stop(stores: Stores) -> None:
    news = stores.contacts.opt_in(ACCOUNT, PERSON, START)
    stores.contacts.opt_out(ACCOUNT, PERSON, START - 1)

    assert news is False
    assert not known(stores).opted_out


def test_a_start_is_kept_and_heard_from_somebody_unknown_too(stores: Stores) -> None:
    stores.contacts.opt_in(ACCOUNT, PERSON, START)

    assert known(stores) == replace(BLANK, start_at=START)


def test_a_start_of_a_person_who_never_stopped_changes_nothing_else(stores: Stores) -> None:
    full = fill(stores)

    stores.contacts.opt_in(ACCOUNT, PERSON, START)

    assert known(stores) == replace(full, start_at=START)


@pytest.mark.parametrize(
    ("times", "news"),
    [
        ([5, 5], [True, True]),
        ([5, 3], [True, False]),
        ([3, 5], [True, True]),
        ([3, 9, 5], [True, True, False]),
    ],
    ids=["told twice", "an older one", "a newer one", "in a mess"],
)
def test_only_an_older_start_is_no_news(stores: Stores, times: list[int], news: list[bool]) -> None:
    stores.contacts.opt_out(ACCOUNT, PERSON, 1)

    answers = [stores.contacts.opt_in(ACCOUNT, PERSON, at) for at in times]

    assert answers == news


@pytest.mark.parametrize("kind", ["stop", "start"])
@pytest.mark.parametrize("times", [[5, 5], [5, 3], [3, 5], [3, 9, 5]])
def test_the_newest_word_of_a_kind_is_kept(stores: Stores, kind: str, times: list[int]) -> None:
    for at in times:
        say(stores, (kind, at))

    assert getattr(known(stores), f"{kind}_at") == max(times)


@pytest.mark.parametrize("start", [-1, 0, 1], ids=["an older start", "at one moment", "a newer start"])
def test_the_newest_word_counts_and_of_two_at_one_moment_the_stop(stores: Stores, start: int) -> None:
    stores.contacts.opt_out(ACCOUNT, PERSON, START)

    stores.contacts.opt_in(ACCOUNT, PERSON, START + start)

    assert known(stores).opted_out is (start <= 0)


@pytest.mark.parametrize(
    "order",
    [order for n in range(1, 5) for order in permutations(WORDS, n)],
    ids=lambda order: " ".join(f"{kind}{at - START}" for kind, at in order),
)
def test_words_count_in_whatever_order_they_come(stores: Stores, order: tuple[Word, ...]) -> None:
    stop, start = (
        max((at for kind, at in order if kind == wanted), default=None) for wanted in ("stop", "start")
    )

    for word in order:
        say(stores, word)

    assert known(stores) == replace(BLANK, stop_at=stop, start_at=start)


def test_a_wish_changes_nothing_else(stores: Stores) -> None:
    full = fill(stores)

    stores.contacts.opt_out(ACCOUNT, PERSON, START)
    stores.contacts.opt_in(ACCOUNT, PERSON, START + 1)

    assert known(stores) == replace(full, stop_at=START, start_at=START + 1)


def test_a_wish_is_for_one_account_and_of_one_person(stores: Stores) -> None:
    stores.contacts.opt_out(ACCOUNT, PERSON, START)

    assert stores.contacts.get(OTHER, PERSON) is None
    assert stores.contacts.get(ACCOUNT, "another") is None


@pytest.mark.parametrize("mine", [START + 1, START + 3], ids=["the other's", "mine"])
@pytest.mark.parametrize("kind", ["stop", "start"])
def test_of_two_words_at_once_the_newer_stays(tables: Tables, kind: str, mine: int) -> None:
    tables.meanwhile(1, lambda: say(tables.stores, (kind, START + 2)))

    say(tables.stores, (kind, mine))

    assert known(tables.stores) == replace(BLANK, **{f"{kind}_at": max(mine, START + 2)})  # type: ignore[arg-type] # by its name


def test_of_two_starts_at_once_only_the_newer_is_news(tables: Tables) -> None:
    tables.stores.contacts.opt_out(ACCOUNT, PERSON, START)
    tables.meanwhile(1, lambda: say(tables.stores, ("start", START + 2)))

    news = tables.stores.contacts.opt_in(ACCOUNT, PERSON, START + 1)

    assert news is False
    assert known(tables.stores) == replace(BLANK, stop_at=START, start_at=START + 2)


def test_a_start_is_news_also_where_the_stop_comes_the_moment_before(tables: Tables) -> None:
    tables.meanwhile(1, lambda: say(tables.stores, ("stop", START)))

    news = tables.stores.contacts.opt_in(ACCOUNT, PERSON, START + 1)

    assert news is True
    assert not known(tables.stores).opted_out


@pytest.mark.parametrize("wished", [False, True], ids=["no word", "a start"])
def test_a_person_without_a_stop_is_forgotten_entirely(tables: Tables, *, wished: bool) -> None:
    full = fill(tables.stores)
    if wished:
        tables.stores.contacts.opt_in(ACCOUNT, PERSON, START)

    tables.stores.contacts.forget(full)

    assert tables.items("contacts") == []


@pytest.mark.parametrize(
    "start", [None, START - 1, START + 1], ids=["only a stop", "an old start", "a start"]
)
def test_only_the_wish_is_left_of_who_is_forgotten(stores: Stores, start: int | None) -> None:
    fill(stores)
    stores.contacts.opt_out(ACCOUNT, PERSON, START)
    if start is not None:
        stores.contacts.opt_in(ACCOUNT, PERSON, start)

    for _ in range(2):
        stores.contacts.forget(known(stores))

    assert known(stores) == replace(BLANK, stop_at=START, start_at=start)


def test_no_other_attribute_is_left_of_who_is_forgotten(tables: Tables) -> None:
    fill(tables.stores)
    tables.stores.contacts.opt_out(ACCOUNT, PERSON, START)

    tables.stores.contacts.forget(known(tables.stores))

    [item] = tables.items("contacts")
    assert sorted(item) == ["account_id", "person", "stop_at"]


def test_forgetting_one_person_leaves_the_others(stores: Stores) -> None:
    for account, person in ((ACCOUNT, "another"), (OTHER, PERSON)):
        stores.contacts.touch(account, person, START)
    full = fill(stores)

    for _ in range(2):
        stores.contacts.forget(full)

    assert stores.contacts.get(ACCOUNT, PERSON) is None
    assert stores.contacts.get(ACCOUNT, "another") is not None
    assert stores.contacts.get(OTHER, PERSON) is not None


def test_who_was_forgotten_is_not_brought_back_by_who_still_holds_them(stores: Stores) -> None:
    full = fill(stores)
    stores.contacts.forget(full)
    turn = Turn(automation="b", event="f", dm="dm-2", at=START)

    answers = [
        stores.contacts.engage(full, full.engage(turn, lead=(ANA, "lead-1"))),
        stores.contacts.hold(full, "dm-2", START + 99),
    ]
    stores.contacts.name(ACCOUNT, PERSON, Names(username="mia"))

    assert answers == [False, False]
    assert stores.contacts.get(ACCOUNT, PERSON) is None


def test_who_was_forgotten_and_comes_back_is_a_new_person_with_an_old_wish(stores: Stores) -> None:
    fill(stores)
    stores.contacts.opt_out(ACCOUNT, PERSON, START)
    stores.contacts.forget(known(stores))

    stores.contacts.touch(ACCOUNT, PERSON, START + 5)
    turn = Turn(automation="b", event="f", dm="dm-2", at=START)
    engaged = stores.contacts.engage(known(stores), known(stores).engage(turn, lead=(ANA, "lead-2")))

    assert engaged is True
    assert known(stores) == replace(
        BLANK,
        last_act_at=START + 5,
        stop_at=START,
        leads=frozenset({(ANA, "lead-2")}),
        turns=(turn,),
        had=frozenset("b"),
        engaged=1,
    )


@pytest.mark.parametrize(
    "earlier",
    [(), (("stop", START),), (("stop", START), ("start", START + 1))],
    ids=["none before", "a stop before", "a start before"],
)
def test_a_wish_that_comes_while_the_person_is_being_forgotten_is_kept(
    stores: Stores, earlier: tuple[Word, ...]
) -> None:
    fill(stores)
    for word in earlier:
        say(stores, word)
    seen = known(stores)
    say(stores, ("stop", START + 5))

    stores.contacts.forget(seen)

    contact = stores.contacts.get(ACCOUNT, PERSON)
    assert contact is not None
    assert contact.opted_out
    assert contact.stop_at == START + 5
