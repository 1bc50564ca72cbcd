"""The messages' table, real and fake alike."""

from dataclasses import replace

import pytest

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.grounds import Consent, Sign, Wait
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables

LEAD = "0123456789abcdef01234567"
KEY = ("user_ana", f"{LEAD}-0")
CAUSE = (Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)


def waiting(*, id: str = KEY[1], creator: str = KEY[0]) -> Dm:
    return Dm(creator=creator, id=id, account="1784", text="Hi", created_at=START)


def queued(*, id: str = KEY[1], due: int = START) -> Dm:
    return waiting(id=id).release("igsid", now=due, consent=Consent(kind="referral", at=due))


def test_a_new_message_is_stored_as_it_is(stores: Stores) -> None:
    dm = queued()

    added = stores.dms.add(dm)

    assert added is True
    assert stores.dms.get(*KEY) == dm


def test_an_id_is_given_once(stores: Stores) -> None:
    first = waiting()
    stores.dms.add(first)

    added = stores.dms.add(replace(first, text="another"))

    assert added is False
    assert stores.dms.get(*KEY) == first


def test_a_message_that_nobody_stored_is_none(stores: Stores) -> None:
    stores.dms.add(waiting())

    assert stores.dms.get(KEY[0], f"{LEAD}-1") is None
    assert stores.dms.get("user_ben", KEY[1]) is None


def test_a_public_answer_is_begun_by_one_of_two(stores: Stores) -> None:
    dm = replace(queued(), comment="c", public="Look into your inbox")
    stores.dms.add(dm)

    answers = [stores.dms.save(dm, dm.answer_in_public(now=START + n)) for n in (1, 2)]

    assert answers == [True, False]
    assert stores.dms.get(*KEY) == dm.answer_in_public(now=START + 1)


@pytest.mark.parametrize(
    "steps",
    [
        "release",
        "release defer",
        "release claim accept",
        "release claim refuse",
        "release claim put_back",
        "release claim try_again claim give_up",
        "release claim doubt asked prove",
        "release claim doubt vouch",
        "release claim doubt again claim accept",
        "release claim doubt resend claim doubt resend claim accept answer_in_public",
        "release kick kick claim",
        "cancel",
        "reword reword",
    ],
)
def test_every_move_can_be_saved_and_read_again(stores: Stores, steps: str) -> None:
    dm = waiting()
    stores.dms.add(dm)

    for step in steps.split():
        moved = MOVES[step](dm)
        assert stores.dms.save(dm, moved) is True
        dm = moved

    assert stores.dms.get(*KEY) == dm


MOVES = {
    "release": lambda dm: dm.release("igsid", now=START, consent=Consent(kind="referral", at=START)),
    "defer": lambda dm: dm.defer(Wait(START + 5, Code.RATE_LIMIT, Reason.APP_LIMIT, paced=True), now=START),
    "claim": lambda dm: dm.claim("token", now=START),
    "accept": lambda dm: dm.accept("mid", now=START, trace=Trace(ms=3, fbtrace_id="f")),
    "refuse": lambda dm: dm.refuse(*CAUSE, now=START),
    "put_back": lambda dm: dm.put_back(START + 9, Code.RATE_LIMIT, Reason.APP_LIMIT, now=START),
    "try_again": lambda dm: dm.try_again(START + 9, Code.UNAVAILABLE, Reason.NO_CONNECTION, now=START),
    "give_up": lambda dm: dm.give_up(Code.UNAVAILABLE, Reason.NO_CONNECTION, now=START),
    "doubt": lambda dm: dm.doubt(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER, check_at=START),
    "asked": lambda dm: dm.asked(next_at=None),
    "prove": lambda dm: dm.prove("mid", at=START),
    "vouch": lambda dm: dm.vouch(now=START),
    "again": lambda dm: dm.again(now=START),
    "kick": lambda dm: dm.kick(now=START),
    "cancel": lambda dm: dm.cancel(),
    "resend": lambda dm: dm.resend(now=START),
    "answer_in_public": lambda dm: dm.answer_in_public(now=START),
    "reword": lambda dm: dm.reword(f"{dm.text}!"),
}


def test_of_two_changes_to_one_reading_the_second_is_refused(stores: Stores) -> None:
    dm = queued()
    stores.dms.add(dm)
    first = dm.claim("first", now=START)
    stores.dms.save(dm, first)

    saved = stores.dms.save(dm, dm.claim("second", now=START))

    assert saved is False
    assert stores.dms.get(*KEY) == first


def test_a_message_that_is_gone_cannot_be_saved(stores: Stores) -> None:
    dm = queued()

    saved = stores.dms.save(dm, dm.claim("token", now=START))

    assert saved is False
    assert stores.dms.get(*KEY) is None


def test_many_finds_those_that_exist(stores: Stores) -> None:
    dms = [waiting(id=f"{LEAD}-{n:03d}") for n in range(120)]
    for dm in dms:
        stores.dms.add(dm)

    found = stores.dms.many([*((dm.creator, dm.id) for dm in dms), ("user_ben", KEY[1]), (KEY[0], "gone")])

    assert found == {(dm.creator, dm.id): dm for dm in dms}


def test_many_of_none_is_none(stores: Stores) -> None:
    stores.dms.add(waiting())

    assert stores.dms.many([]) == {}


def test_the_messages_of_a_lead_come_newest_first(stores: Stores) -> None:
    other = "0123456789abcdef01234568"
    first, third, second = (waiting(id=f"{LEAD}-{tail}") for tail in ("0", "018f2", "018f1"))
    for dm in (first, third, second, waiting(id=f"{other}-0"), waiting(creator="user_ben", id=f"{LEAD}-1")):
        stores.dms.add(dm)

    assert list(stores.dms.of_lead(KEY[0], LEAD)) == [third, second, first]
    assert list(stores.dms.of_lead(KEY[0], LEAD, limit=2)) == [third, second]


def test_the_first_receipt_of_each_kind_counts(stores: Stores) -> None:
    stores.dms.add(waiting())

    for at in (7, 3, 9):
        stores.dms.mark(KEY, confirmed_at=at)
        stores.dms.mark(KEY, read_at=at + 10)

    marked = stores.dms.get(*KEY)
    assert marked == replace(waiting(), confirmed_at=7, read_at=17)


def test_what_was_read_is_confirmed_too(stores: Stores) -> None:
    stores.dms.add(waiting())

    stores.dms.mark(KEY, read_at=5)

    assert stores.dms.get(*KEY) == replace(waiting(), confirmed_at=5, read_at=5)


def test_the_last_sign_is_kept_beside_the_receipts(stores: Stores) -> None:
    stores.dms.add(waiting())

    for mid in ("mid-1", "mid-2"):
        stores.dms.mark(KEY, sign=Sign(mid, 7, "digest"))
    told = stores.dms.mark(KEY, read_at=9)

    marked = replace(waiting(), confirmed_at=9, read_at=9, sign=Sign("mid-2", 7, "digest"))
    assert (told, stores.dms.get(*KEY)) == (marked, marked)


def test_a_receipt_of_the_time_0_is_a_receipt(stores: Stores) -> None:
    stores.dms.add(waiting())

    stores.dms.mark(KEY, confirmed_at=0)

    assert stores.dms.get(*KEY) == replace(waiting(), confirmed_at=0)


def test_a_receipt_makes_no_message(stores: Stores) -> None:
    told = stores.dms.mark(KEY, confirmed_at=5, read_at=6)

    assert (told, stores.dms.get(*KEY)) == (None, None)


def test_a_receipt_and_a_move_at_once_lose_neither(stores: Stores) -> None:
    claimed = queued().claim("token", now=START)
    stores.dms.add(claimed)
    stores.dms.mark(KEY, confirmed_at=START + 1)
    sent = claimed.accept("mid", now=START, trace=Trace())

    saved = stores.dms.save(claimed, sent)

    assert saved is True
    assert stores.dms.get(*KEY) == replace(sent, confirmed_at=START + 1)


def test_a_hundred_messages_cost_one_request(tables: Tables) -> None:
    tables.calls.clear()

    tables.stores.dms.many([("user_ana", f"{LEAD}-{n}") for n in range(100)])

    assert tables.calls == ["BatchGetItem"]


def test_a_move_writes_only_what_differs(tables: Tables) -> None:
    dm = queued()
    tables.stores.dms.add(dm)
    written: list[dict[str, str]] = []
    tables.dynamodb.meta.events.register(
        "provide-client-params.dynamodb.UpdateItem",
        lambda params, **_: written.append(params["ExpressionAttributeNames"]),
    )

    tables.stores.dms.save(dm, dm.kick(now=START + 1))

    assert sorted(written[0].values()) == ["kick_at", "kicks", "rev", "stamp"]
