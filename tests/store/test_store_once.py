"""What may count only once, real and fake alike: message ids, keys and batches of counts."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.counts import NAMES, Counts
from chalicelib.domain.once import Claimed, Receipts
from chalicelib.domain.state import State
from chalicelib.domain.tally import BATCH, HOUR, Tally
from tests.fakes.clock import START, Clock
from tests.store.conftest import Stores, Tables

ACCOUNT, MID = "1784", "mid-1"
OURS, OTHERS = ("user_ana", "dm-1"), ("user_ana", "dm-2")
THIS_HOUR = START // HOUR * HOUR


def shown(counts: Counts) -> dict[str, int]:
    """The states that are counted at all."""
    return {state.value: counts[state] for state in State if counts[state]}


def test_an_id_that_nobody_knew_has_no_receipts(stores: Stores) -> None:
    assert stores.mids.take(ACCOUNT, MID, OURS) == Receipts(dm=OURS)


def test_an_id_is_one_messages_for_good(stores: Stores) -> None:
    stores.mids.take(ACCOUNT, MID, OURS)

    assert stores.mids.take(ACCOUNT, MID, OTHERS) is None
    assert stores.mids.take(ACCOUNT, MID, ("user_ben", "dm-1")) is None
    assert stores.mids.take(ACCOUNT, MID, OURS) == Receipts(dm=OURS)


def test_the_same_id_at_another_account_is_another_id(stores: Stores) -> None:
    stores.mids.take(ACCOUNT, MID, OURS)

    assert stores.mids.take("1785", MID, OTHERS) == Receipts(dm=OTHERS)


@pytest.mark.parametrize(
    ("receipts", "found"),
    [
        ("echo 5", Receipts(dm=OURS, echo_at=5)),
        ("seen 6", Receipts(dm=OURS, seen_at=6)),
        ("echo 5, seen 6", Receipts(dm=OURS, echo_at=5, seen_at=6)),
        ("seen 6, echo 5", Receipts(dm=OURS, echo_at=5, seen_at=6)),
        ("echo 5, echo 3, echo 9", Receipts(dm=OURS, echo_at=5)),
        ("echo 0", Receipts(dm=OURS, echo_at=0)),
    ],
)
def test_receipts_that_come_before_the_id_is_ours_are_kept(
    stores: Stores, receipts: str, found: Receipts
) -> None:
    for receipt in receipts.split(", "):
        kind, at = receipt.split()
        {"echo": stores.mids.echo, "seen": stores.mids.seen}[kind](ACCOUNT, MID, int(at))

    assert stores.mids.take(ACCOUNT, MID, OURS) == found


def test_receipts_that_come_after_name_the_message(stores: Stores) -> None:
    stores.mids.take(ACCOUNT, MID, OURS)

    assert stores.mids.echo(ACCOUNT, MID, 5) == Receipts(dm=OURS, echo_at=5)
    assert stores.mids.seen(ACCOUNT, MID, 6) == Receipts(dm=OURS, echo_at=5, seen_at=6)


def test_a_refused_take_changes_nothing(stores: Stores) -> None:
    stores.mids.echo(ACCOUNT, MID, 5)
    stores.mids.take(ACCOUNT, MID, OURS)

    stores.mids.take(ACCOUNT, MID, OTHERS)

    assert stores.mids.seen(ACCOUNT, MID, 6) == Receipts(dm=OURS, echo_at=5, seen_at=6)


def test_a_key_stands_for_its_first_request(stores: Stores) -> None:
    first = stores.keys.claim("user_ana", "k", dm="dm-1", digest="one")

    second = stores.keys.claim("user_ana", "k", dm="dm-2", digest="two")

    assert (first, second) == (Claimed(dm="dm-1", digest="one"), Claimed(dm="dm-1", digest="one"))


def test_a_key_whose_request_is_done_says_so(stores: Stores) -> None:
    stores.keys.claim("user_ana", "k", dm="dm-1", digest="one")

    stores.keys.finish("user_ana", "k", dm="dm-7")

    again = stores.keys.claim("user_ana", "k", dm="dm-2", digest="one")
    assert again == Claimed(dm="dm-7", digest="one", done=True)


def test_a_key_is_its_creators_own(stores: Stores) -> None:
    stores.keys.claim("user_ana", "k", dm="dm-1", digest="one")

    assert stores.keys.claim("user_ben", "k", dm="dm-2", digest="two") == Claimed(dm="dm-2", digest="two")
    assert stores.keys.claim("user_ana", "K", dm="dm-3", digest="three") == Claimed(dm="dm-3", digest="three")


@pytest.mark.parametrize("key", ["x" * 5_000, "k\N{GRINNING FACE}", "a#b", " "], ids=len)
def test_a_key_may_be_any_text(stores: Stores, key: str) -> None:
    stores.keys.claim("user_ana", key, dm="dm-1", digest="one")

    assert stores.keys.claim("user_ana", key, dm="dm-2", digest="two") == Claimed(dm="dm-1", digest="one")


@pytest.mark.parametrize("days", [30, 1], ids=["message ids", "keys"])
def test_what_counts_once_is_forgotten_when_it_is_old(tables: Tables, clock: Clock, days: int) -> None:
    if days == 30:
        tables.stores.mids.take(ACCOUNT, MID, OURS)
    else:
        tables.stores.keys.claim("user_ana", "k", dm="dm-1", digest="one")

    [row] = items(tables, "once")

    kept_until = datetime.fromtimestamp(int(row["expires_at"]["N"]), UTC)
    assert kept_until == datetime.fromtimestamp(clock() // 1_000, UTC) + timedelta(days=days)


def test_a_later_receipt_keeps_the_id_longer(tables: Tables, clock: Clock) -> None:
    tables.stores.mids.take(ACCOUNT, MID, OURS)
    clock.move(timedelta(days=1))

    tables.stores.mids.echo(ACCOUNT, MID, 5)

    [row] = items(tables, "once")
    assert int(row["expires_at"]["N"]) == clock() // 1_000 + timedelta(days=30).total_seconds()


def test_the_tables_forget_by_that_field(tables: Tables) -> None:
    about = tables.dynamodb.describe_time_to_live(TableName=tables.name("once"))

    assert about["TimeToLiveDescription"] == {
        "AttributeName": "expires_at",
        "TimeToLiveStatus": "ENABLED",
    }


def test_no_key_is_stored_in_clear(tables: Tables) -> None:
    tables.stores.keys.claim("user_ana", "canary-key", dm="dm-1", digest="one")

    assert "canary-key" not in str(items(tables, "once"))


def test_nothing_was_counted_at_first(stores: Stores) -> None:
    assert shown(stores.counters.totals()) == {}
    assert stores.counters.hours(0) == {}


def test_counts_add_up(stores: Stores) -> None:
    stores.counters.add(tally({"queued": 3}, {THIS_HOUR: {"queued": 3}}), once="b1")
    stores.counters.add(tally({"queued": -2, "sent": 2}, {THIS_HOUR: {"sent": 2}}), once="b2")

    assert shown(stores.counters.totals()) == {"queued": 1, "sent": 2}
    assert {at: shown(n) for at, n in stores.counters.hours(0).items()} == {
        THIS_HOUR: {"queued": 3, "sent": 2}
    }


def test_a_batch_that_comes_again_counts_once(stores: Stores) -> None:
    batch = tally({"queued": 1}, {THIS_HOUR: {"queued": 1}})

    for _ in range(3):
        stores.counters.add(batch, once="b1")

    assert shown(stores.counters.totals()) == {"queued": 1}
    assert shown(stores.counters.hours(0)[THIS_HOUR]) == {"queued": 1}


def test_counts_may_fall_below_nothing_and_come_back(stores: Stores) -> None:
    stores.counters.add(tally({"queued": -1}, {}), once="late")
    below = shown(stores.counters.totals())

    stores.counters.add(tally({"queued": 1}, {}), once="early")

    assert below == {"queued": -1}
    assert shown(stores.counters.totals()) == {}


def test_hours_are_read_from_the_one_that_was_asked_for(stores: Stores) -> None:
    hours = {THIS_HOUR - n * HOUR: {"sent": n + 1} for n in range(5)}
    stores.counters.add(tally({"sent": 15}, hours), once="b1")

    found = stores.counters.hours(THIS_HOUR - 2 * HOUR + 1)

    assert {at: n[State.SENT] for at, n in found.items()} == {
        THIS_HOUR - 2 * HOUR: 3,
        THIS_HOUR - HOUR: 2,
        THIS_HOUR: 1,
    }


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_be_counted(stores: Stores, state: State) -> None:
    stores.counters.add(tally({state: 1}, {THIS_HOUR: {state: 1}}), once="b1")

    assert shown(stores.counters.totals()) == {state.value: 1}
    assert shown(stores.counters.hours(0)[THIS_HOUR]) == {state.value: 1}


def test_a_batch_is_one_transaction(tables: Tables) -> None:
    hours = {THIS_HOUR - n * HOUR: {"sent": 1} for n in range(5)}
    tables.calls.clear()

    tables.stores.counters.add(tally({"sent": 5}, hours), once="b1")

    assert tables.calls == ["TransactWriteItems"]


def test_a_creators_own_counts_add_up_apart_from_everybody_elses(stores: Stores) -> None:
    stores.counters.add(tally({"queued": 3}, {}, {"ana": {"queued": 2}, "ben": {"queued": 1}}), once="b1")
    stores.counters.add(tally({}, {}, {"ana": {"queued": -1, "sent": 1}}), once="b2")

    own = [shown(stores.counters.of(creator)) for creator in ("ana", "ben", "cleo")]

    assert own == [{"queued": 1, "sent": 1}, {"queued": 1}, {}]


def test_a_creators_counts_are_one_read(tables: Tables) -> None:
    tables.stores.counters.add(tally({}, {}, {"ana": {"queued": 2}}), once="b1")
    tables.calls.clear()

    tables.stores.counters.of("ana")

    assert tables.calls == ["GetItem"]


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_the_domain_counts_has_an_attribute(stores: Stores, name: str) -> None:
    stores.counters.add(tally({}, {THIS_HOUR: {name: 2}}), once="b1")

    assert stores.counters.hours(0)[THIS_HOUR].of == {name: 2}


def test_an_hour_that_counts_everything_costs_no_more_than_one_unit(tables: Tables) -> None:
    tables.stores.counters.add(tally({}, {THIS_HOUR: dict.fromkeys(NAMES, 999_999_999)}), once="b1")

    [row] = items(tables, "counters")

    assert sum(len(name) + sum(map(len, value.values())) for name, value in row.items()) < 1_024


def test_the_largest_batch_is_one_transaction(stores: Stores) -> None:
    creators = {f"c{n}": {"sent": 1} for n in range(BATCH)}
    hours = {THIS_HOUR - n * HOUR: {"sent": 1} for n in range(25)}

    stores.counters.add(tally({"sent": BATCH}, hours, creators), once="b1")

    assert shown(stores.counters.of(f"c{BATCH - 1}")) == {"sent": 1}


def tally(
    totals: dict[str, int],
    hours: dict[int, dict[str, int]],
    creators: dict[str, dict[str, int]] | None = None,
) -> Tally:
    own = {creator: Counter(n) for creator, n in (creators or {}).items()}
    return Tally(Counter(totals), {at: Counter(n) for at, n in hours.items()}, own)


def items(tables: Tables, kind: str) -> list[dict[str, dict[str, str]]]:
    """All rows of a table, read past the product."""
    from local.provision import client

    found: list[dict[str, dict[str, str]]] = client("dynamodb").scan(TableName=tables.name(kind))["Items"]
    return found
