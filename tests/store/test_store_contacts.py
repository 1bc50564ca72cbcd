"""The table of people, real and fake alike."""

import pytest

from chalicelib.domain.contact import Contact
from chalicelib.domain.person import Names
from tests.store.conftest import Stores

ACCOUNT, PERSON = "1784", "igsid"


def known(stores: Stores) -> Contact:
    contact = stores.contacts.get(ACCOUNT, PERSON)
    assert contact is not None
    return contact


def test_a_person_that_never_acted_is_unknown(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, 1)

    assert stores.contacts.get(ACCOUNT, "another") is None
    assert stores.contacts.get("another", PERSON) is None


@pytest.mark.parametrize("times", [[5], [5, 3], [3, 5], [5, 5], [1, 9, 5]], ids=str)
def test_the_newest_act_counts_whatever_the_order(stores: Stores, times: list[int]) -> None:
    for at in times:
        stores.contacts.touch(ACCOUNT, PERSON, at)

    assert known(stores) == Contact(account=ACCOUNT, person=PERSON, last_act_at=max(times))


def test_a_free_person_is_held_for_one_message(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, 1)

    held = stores.contacts.hold(known(stores), "dm-1", 90)

    assert held is True
    assert known(stores) == Contact(
        account=ACCOUNT, person=PERSON, last_act_at=1, busy_dm="dm-1", busy_until=90
    )


def test_of_two_who_saw_the_person_free_one_holds_it(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, 1)
    seen = known(stores)

    answers = [stores.contacts.hold(seen, dm, 90) for dm in ("dm-1", "dm-2")]

    assert answers == [True, False]
    assert known(stores).busy_dm == "dm-1"


def test_who_saw_the_holder_end_may_hold_next(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, 1)
    stores.contacts.hold(known(stores), "dm-1", 90)
    freed = known(stores).freed()

    answers = [stores.contacts.hold(freed, dm, 95) for dm in ("dm-2", "dm-3")]

    assert answers == [True, False]
    assert (known(stores).busy_dm, known(stores).busy_until) == ("dm-2", 95)


def test_the_message_before_the_last_is_remembered(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, 1)
    former = []

    for dm in ("dm-1", "dm-2", "dm-2", "dm-3"):
        assert stores.contacts.hold(known(stores), dm, 90)
        former.append(known(stores).former_dm)

    assert former == [None, "dm-1", "dm-1", "dm-2"]


def test_a_message_may_hold_its_person_again(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, 1)
    stores.contacts.hold(known(stores), "dm-1", 90)

    held = stores.contacts.hold(known(stores), "dm-1", 180)

    assert held is True
    assert known(stores).busy_until == 180


def test_a_hold_that_was_renewed_since_is_not_taken(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, 1)
    stores.contacts.hold(known(stores), "dm-1", 90)
    seen = known(stores)
    stores.contacts.hold(seen, "dm-1", 180)

    held = stores.contacts.hold(seen, "dm-2", 185)

    assert held is False


def test_an_act_while_the_person_is_held_keeps_the_hold(stores: Stores) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, 1)
    stores.contacts.hold(known(stores), "dm-1", 90)

    stores.contacts.touch(ACCOUNT, PERSON, 2)

    assert known(stores) == Contact(
        account=ACCOUNT, person=PERSON, last_act_at=2, busy_dm="dm-1", busy_until=90
    )


@pytest.mark.parametrize("stops", [(5,), (5, 9)], ids=["a first stop", "a further stop"])
def test_a_person_who_said_stop_since_they_were_read_cannot_be_held(
    stores: Stores, stops: tuple[int, ...]
) -> None:
    stores.contacts.touch(ACCOUNT, PERSON, 1)
    for at in stops[:-1]:
        stores.contacts.opt_out(ACCOUNT, PERSON, at)
    seen = known(stores)
    stores.contacts.opt_out(ACCOUNT, PERSON, stops[-1])

    held = stores.contacts.hold(seen, "dm-1", 90)

    assert held is False
    assert known(stores).busy_dm is None
    assert stores.contacts.hold(known(stores), "dm-1", 90) is True


def test_many_people_are_read_at_once_and_those_who_are_unknown_left_out(stores: Stores) -> None:
    for person in ("a", "b"):
        stores.contacts.touch(ACCOUNT, person, 5)
    stores.contacts.name(ACCOUNT, "a", Names(username="mia", name="Mia"))

    found = stores.contacts.many([(ACCOUNT, "a"), (ACCOUNT, "b"), (ACCOUNT, "nobody"), ("another", "a")])

    assert found == {
        (ACCOUNT, "a"): Contact(account=ACCOUNT, person="a", last_act_at=5, username="mia", name="Mia"),
        (ACCOUNT, "b"): Contact(account=ACCOUNT, person="b", last_act_at=5),
    }
