"""What a creator is told about a connection, in every state and on every day of its end."""

from dataclasses import replace

import pytest

from chalicelib.domain.account import DAY, HOUR, Account, Connection
from chalicelib.domain.faults import Code, Ended, Reason
from chalicelib.domain.notice import ENDINGS, RECONNECT, TOLD_FOR, Notice, notice
from chalicelib.domain.words import WORDS
from tests.unit.domain.accounts import EXPIRES, FRESH, ISSUED, NOW

WELL = FRESH.connect(now=ISSUED)
FAILING = replace(WELL, failing_since=EXPIRES - 10 * DAY)
TROUBLED = replace(WELL, trouble=Reason.MESSAGE_ACCESS_OFF, trouble_at=NOW)
TROUBLES = sorted(reason for code, reason in WORDS if code is Code.NOT_PERMITTED)
REPAIRED = replace(WELL, repaired_at=NOW)


def told(account: Account, now: int = NOW) -> Notice:
    found = notice(account, now=now)
    assert found is not None
    return found


def code(account: Account, now: int = NOW) -> str | None:
    found = notice(account, now=now)
    return found.code if found else None


def test_a_healthy_connection_is_no_news() -> None:
    assert notice(WELL, now=NOW) is None


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (Connection.ACTIVE, None),
        (Connection.CHECKING, "CHECKING"),
        (Connection.RECONNECT, "EXPIRED"),
        (Connection.DISCONNECTED, None),
        (Connection.DELETING, "DELETING"),
    ],
)
def test_every_state_has_its_notice_or_none(state: Connection, kind: str | None) -> None:
    assert code(replace(WELL, state=state)) == kind


def test_no_state_is_forgotten() -> None:
    assert all(
        notice(replace(FAILING, state=state), now=EXPIRES - DAY) is not None
        for state in Connection
        if state is not Connection.DISCONNECTED
    )


@pytest.mark.parametrize("why", list(Ended))
def test_an_ended_connection_says_why_and_how_it_comes_back(why: Ended) -> None:
    ended = told(WELL.end(why, now=NOW - HOUR))

    assert ended == Notice(code=why, message=ENDINGS[why], action=RECONNECT, at=NOW - HOUR)


def test_an_app_that_was_taken_off_the_account_is_told_like_every_end() -> None:
    assert code(WELL.remove(now=NOW)) == Ended.REMOVED


@pytest.mark.parametrize("state", [Connection.ACTIVE, Connection.CHECKING, Connection.RECONNECT])
def test_a_token_that_has_run_out_counts_as_expired_before_anybody_looked(state: Connection) -> None:
    account = replace(WELL, state=state)

    assert code(account, EXPIRES) == Ended.EXPIRED
    assert told(account, EXPIRES).message == ENDINGS[Ended.EXPIRED]


def test_a_disconnected_account_is_silent_whatever_else_is_wrong() -> None:
    gone = replace(FAILING, state=Connection.DISCONNECTED, ended=Ended.REMOVED, subscribed=False)

    assert notice(gone, now=EXPIRES + DAY) is None


def test_a_deletion_is_told_even_when_the_token_has_run_out() -> None:
    assert code(WELL.delete("code", now=NOW), EXPIRES + DAY) == "DELETING"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (10 * DAY, None),
        (7 * DAY + 1, None),
        (7 * DAY, "7 days"),
        (6 * DAY, "6 days"),
        (3 * DAY, "3 days"),
        (3 * DAY - 1, "3 days"),
        (2 * DAY + 1, "3 days"),
        (2 * DAY, "2 days"),
        (DAY + 1, "2 days"),
        (DAY, "1 day"),
        (1, "1 day"),
    ],
)
def test_an_end_that_comes_near_is_told_from_the_seventh_day_on(left: int, words: str | None) -> None:
    found = notice(FAILING, now=EXPIRES - left)

    wanted = f"Your Instagram connection ends in {words}, and we could not renew it so far."
    assert (found.message if found else None) == (wanted if words else None)


def test_an_end_that_comes_near_names_the_day_of_the_first_failure_and_the_way_out() -> None:
    found = told(FAILING, EXPIRES - 3 * DAY)

    assert (found.code, found.action, found.at) == ("EXPIRING", RECONNECT, EXPIRES - 10 * DAY)


@pytest.mark.parametrize("left", [7 * DAY, 3 * DAY, DAY, 1])
def test_an_end_that_comes_near_is_no_news_while_refreshes_work(left: int) -> None:
    assert notice(WELL, now=EXPIRES - left) is None


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_refusal_for_the_accounts_sake_is_told_in_the_words_of_its_reason(trouble: Reason) -> None:
    said = WORDS[Code.NOT_PERMITTED, trouble]

    found = told(WELL.blame(trouble, now=NOW - HOUR))

    assert found == Notice(code=trouble, message=said.message, action=said.action, at=NOW - HOUR)


@pytest.mark.parametrize(("ago", "news"), [(0, True), (TOLD_FOR, True), (TOLD_FOR + 1, False)])
@pytest.mark.parametrize("account", [TROUBLED, REPAIRED], ids=["trouble", "repair"])
def test_a_single_event_is_news_for_three_days(account: Account, ago: int, *, news: bool) -> None:
    assert (notice(account, now=NOW + ago) is not None) is news


def test_an_account_without_events_is_told_so_until_they_come() -> None:
    silent = WELL.unsubscribed(now=NOW)

    assert code(silent, EXPIRES - 20 * DAY) == "NO_EVENTS"
    assert code(silent.subscribe(now=NOW, repaired=False)) is None


def test_a_repair_sends_the_creator_to_look_for_what_was_missed() -> None:
    found = told(WELL.subscribe(now=NOW, repaired=True), NOW + HOUR)

    assert (found.code, found.at) == ("REPAIRED", NOW)
    assert "inbox" in found.action


def test_the_most_pressing_thing_is_told_first() -> None:
    everything = replace(
        TROUBLED, failing_since=NOW, subscribed=False, repaired_at=NOW, token_expires_at=NOW + DAY
    )
    codes = [
        code(replace(everything, state=Connection.RECONNECT, ended=Ended.ROLE_LOST)),
        code(replace(everything, state=Connection.CHECKING)),
        code(everything),
        code(replace(everything, failing_since=None)),
        code(replace(everything, failing_since=None, trouble=None)),
        code(replace(everything, failing_since=None, trouble=None, subscribed=True)),
    ]

    assert codes == ["ROLE_LOST", "CHECKING", "EXPIRING", "MESSAGE_ACCESS_OFF", "NO_EVENTS", "REPAIRED"]


def test_every_end_has_a_sentence_of_its_own() -> None:
    assert set(ENDINGS) == set(Ended)
    assert len(set(ENDINGS.values())) == len(Ended)
    assert all(said.endswith(".") and why not in said for why, said in ENDINGS.items())


@pytest.mark.parametrize(
    "account",
    [
        replace(WELL, state=Connection.CHECKING),
        WELL.delete("canary-code", now=NOW),
        WELL.end(Ended.INVALID, now=NOW),
        replace(FAILING, token_expires_at=NOW + DAY),
        TROUBLED,
        REPAIRED,
        WELL.unsubscribed(now=NOW),
    ],
    ids=lambda account: account.state,
)
def test_a_notice_is_made_of_sentences_and_gives_nothing_away(account: Account) -> None:
    found = told(account)

    assert found.message.endswith(".")
    assert found.action.endswith(".")
    assert "canary" not in str(found)
    assert "sealed" not in str(found)
