"""Bringing back what a table has lost, without sending anything twice."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.grounds import Consent
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.state import State
from chalicelib.settings import Settings
from chalicelib.store.stores import Stores, open_stores
from infra.put_back import put_back
from infra.tables import rows_by_kind, table
from local.provision import client
from tests.fakes.chance import Chance

STAGE, CREATOR, LEAD = "dev", "user_ana", "0123456789abcdef01234567"
NOW = 1_790_000_000_000
MADE = ("TableName", "KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
FRESH = Dm(creator=CREATOR, id=f"{LEAD}-1", account="17841400000000001", text="hi", created_at=NOW)
QUEUED = FRESH.release("9001", now=NOW, consent=Consent(kind="message", at=NOW))
SENDING = QUEUED.claim("token", now=NOW)
SENT = SENDING.accept("mid-1", now=NOW, trace=Trace())
DOUBTED = SENDING.doubt(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER, check_at=NOW + 30_000)
FAILED = SENDING.refuse(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED, now=NOW)


class World:
    """A stage's tables, and their copies as of an earlier time."""

    def __init__(self) -> None:
        self.dynamodb = client("dynamodb")
        for kind in ("dms", "leads"):
            for end in ("", "-restored"):
                self._make(kind, f"{Settings(stage=STAGE).name(kind)}{end}")

    def before(self) -> Stores:
        return self._open("-restored")

    def now(self) -> Stores:
        return self._open("")

    def put_back(self, kind: str) -> tuple[int, int]:
        return put_back(self.dynamodb, STAGE, kind)

    def _open(self, end: str) -> Stores:
        def name(kind: str) -> str:
            return f"{Settings(stage=STAGE).name(kind)}{end}"

        return open_stores(self.dynamodb, name, clock=lambda: NOW, chance=Chance())

    def _make(self, kind: str, name: str) -> None:
        properties: dict[str, Any] = {**table(rows_by_kind()[kind])["Properties"], "TableName": name}
        self.dynamodb.create_table(**{key: properties[key] for key in MADE if key in properties})


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        yield World()


def a_lead(name: str) -> Lead:
    return Lead(
        creator=CREATOR,
        id=LEAD,
        account=FRESH.account,
        form="ana",
        provider=Provider.INSTAGRAM,
        name=name,
        consent_at=NOW,
        created_at=NOW,
        dm=FRESH.id,
    )


def test_what_is_missing_comes_back_and_what_is_there_stays(world: World) -> None:
    world.before().dms.add(SENT)
    world.before().leads.add(a_lead("Mia as she was"))
    world.now().leads.add(a_lead("Mia"))

    assert (world.put_back("dms"), world.put_back("leads")) == ((1, 0), (0, 1))
    assert world.now().dms.get(CREATOR, SENT.id) == SENT
    lead = world.now().leads.get(CREATOR, LEAD)
    assert lead is not None
    assert lead.name == "Mia"


def test_putting_back_twice_is_putting_back_once(world: World) -> None:
    world.before().dms.add(QUEUED)

    assert [world.put_back("dms"), world.put_back("dms")] == [(1, 0), (0, 1)]


@pytest.mark.parametrize("dm", [QUEUED, SENDING, DOUBTED, FAILED], ids=lambda dm: str(dm.state))
def test_a_message_that_may_have_gone_out_since_is_in_doubt_and_nobody_sends_it(world: World, dm: Dm) -> None:
    world.before().dms.add(dm)

    world.put_back("dms")

    found = world.now().dms.get(CREATOR, dm.id)
    assert found is not None
    assert found == replace(
        dm,
        state=State.UNCONFIRMED,
        code=Code.UNKNOWN_OUTCOME,
        reason=Reason.LOST_TRACK,
        due_at=None,
        kick_at=None,
        lease_until=None,
        attempt=None,
        failed_at=None,
        paced=False,
    )
    assert list(world.now().dms.overdue(NOW * 2)) == []
    assert world.now().dms.failed((Code.NOT_PERMITTED, Reason.WINDOW_CLOSED), limit=10) == ([], None)
    assert found.again(now=NOW).state is State.QUEUED  # its creator may


def test_a_message_that_waited_for_its_person_is_called_off(world: World) -> None:
    world.before().dms.add(FRESH)

    world.put_back("dms")

    found = world.now().dms.get(CREATOR, FRESH.id)
    assert found is not None
    assert (found.state, found.person) == (State.CANCELLED, None)


@pytest.mark.parametrize("dm", [SENT, FRESH.cancel()], ids=lambda dm: str(dm.state))
def test_a_message_that_had_come_to_an_end_comes_back_as_it_was(world: World, dm: Dm) -> None:
    world.before().dms.add(dm)

    world.put_back("dms")

    assert world.now().dms.get(CREATOR, dm.id) == dm


def test_a_row_that_the_table_does_not_take_is_not_said_to_be_there(world: World) -> None:
    world.before().dms.add(SENT)
    world.dynamodb.delete_table(TableName=Settings(stage=STAGE).name("dms"))

    with pytest.raises(ClientError):
        world.put_back("dms")
