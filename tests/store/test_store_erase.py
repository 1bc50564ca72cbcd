"""Forgetting, real and fake alike: what is named goes, all else stays, and twice is once."""

from dataclasses import replace

import pytest

from chalicelib.domain.account import Form
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.gate import Gate, Limit
from chalicelib.domain.grounds import Consent
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.log import Entry
from chalicelib.domain.once import Receipts
from tests.fakes.clock import START
from tests.store.answers import activity, automation
from tests.store.conftest import Stores, Tables

ANA, BEN, ACCOUNT = "user_ana", "user_ben", "1784"
LEAD, OTHER = "0123456789abcdef01234567", "0123456789abcdef01234568"
CAUSE = (Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)
FORM = Form(slug="ana", creator=ANA, account=ACCOUNT, username="ana", text="Hi {name}")


def lead(id: str = LEAD, *, creator: str = ANA) -> Lead:
    return Lead(
        creator=creator,
        id=id,
        account=ACCOUNT,
        form="ana",
        provider=Provider.INSTAGRAM,
        name="Mia Sol",
        consent_at=START,
        created_at=START,
        ref="secret",
        dm=f"{id}-0",
    )


def queued(id: str = f"{LEAD}-0", *, creator: str = ANA) -> Dm:
    dm = Dm(creator=creator, id=id, account=ACCOUNT, text="Hi", created_at=START)
    return dm.release("igsid", now=START, consent=Consent(kind="referral", at=START))


def entry(n: int = 0, *, lead: str = LEAD, creator: str = ANA) -> Entry:
    return Entry(creator=creator, dm=f"{lead}-0", at=START + n, status="queued", note=str(n))


def people(stores: Stores, account: str, n: int) -> list[str]:
    return [str(i) for i in range(n) if stores.contacts.get(account, str(i)) is not None]


def test_a_lead_is_forgotten(stores: Stores) -> None:
    for stored in (lead(), lead(OTHER), lead(creator=BEN)):
        stores.leads.add(stored)

    for _ in range(2):
        stores.leads.erase(lead())

    assert stores.leads.get(ANA, LEAD) is None
    assert [found.id for found in stores.leads.page(ANA, before=None, limit=9)] == [OTHER]
    assert stores.leads.owner(LEAD) == BEN


def test_a_message_is_forgotten_with_its_place_in_every_list(stores: Stores) -> None:
    failed = queued(f"{LEAD}-1").refuse(*CAUSE, now=START)
    kept = queued(f"{OTHER}-0")
    for dm in (queued(), failed, kept):
        stores.dms.add(dm)

    for _ in range(2):
        stores.dms.erase(queued())
        stores.dms.erase(failed)

    assert stores.dms.get(ANA, f"{LEAD}-0") is None
    assert list(stores.dms.of_lead(ANA, LEAD)) == []
    assert list(stores.dms.overdue(START * 2)) == [(ANA, kept.id)]
    assert stores.dms.failed(CAUSE, limit=9) == ([], None)


def test_a_message_that_was_forgotten_is_not_brought_back_by_who_still_holds_it(stores: Stores) -> None:
    dm = queued()
    stores.dms.add(dm)
    stores.dms.erase(dm)

    saved = stores.dms.save(dm, dm.claim("token", now=START))
    stores.dms.mark((ANA, dm.id), read_at=START)

    assert saved is False
    assert stores.dms.get(ANA, dm.id) is None


@pytest.mark.parametrize("n", [0, 1, 25, 26, 120])
def test_the_whole_history_of_a_lead_is_forgotten_and_no_other(stores: Stores, n: int) -> None:
    for i in range(n):
        stores.logs.add(entry(i))
    kept = [entry(lead=OTHER), entry(creator=BEN)]
    for stored in kept:
        stores.logs.add(stored)

    stores.logs.erase(ANA, LEAD)

    assert list(stores.logs.of_lead(ANA, LEAD, limit=200)) == []
    assert list(stores.logs.of_lead(ANA, OTHER, limit=9)) == kept[:1]
    assert list(stores.logs.of_lead(BEN, LEAD, limit=9)) == kept[1:]


def test_people_are_forgotten_some_at_a_time_until_none_is_left(stores: Stores) -> None:
    for n in range(60):
        stores.contacts.touch(ACCOUNT, str(n), START)
    stores.contacts.touch("1785", "0", START)

    erased = [stores.contacts.erase(ACCOUNT, limit=25) for _ in range(4)]

    assert erased == [25, 25, 10, 0]
    assert people(stores, ACCOUNT, 60) == []
    assert people(stores, "1785", 60) == ["0"]


def test_no_more_people_are_forgotten_than_were_named(stores: Stores) -> None:
    for n in range(5):
        stores.contacts.touch(ACCOUNT, str(n), START)

    erased = stores.contacts.erase(ACCOUNT, limit=3)

    assert (erased, len(people(stores, ACCOUNT, 5))) == (3, 2)


def test_a_message_id_is_forgotten_with_its_receipts(stores: Stores) -> None:
    for mid in ("mid-1", "mid-2"):
        stores.mids.take(ACCOUNT, mid, (ANA, "dm-1"))
        stores.mids.echo(ACCOUNT, mid, 5)

    for _ in range(2):
        stores.mids.erase(ACCOUNT, "mid-1")
    stores.mids.erase("1785", "mid-2")

    assert stores.mids.take(ACCOUNT, "mid-1", (BEN, "dm-2")) == Receipts(dm=(BEN, "dm-2"))
    assert stores.mids.take(ACCOUNT, "mid-2", (ANA, "dm-1")) == Receipts(dm=(ANA, "dm-1"), echo_at=5)


def test_a_gate_that_is_forgotten_is_open(stores: Stores) -> None:
    for key in (ACCOUNT, "1785"):
        stores.gates.reserve(key, 3, Limit(10, 20), now=START, busy=False)
        stores.gates.close(key, START + 9, Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)

    for _ in range(2):
        stores.gates.erase(ACCOUNT)

    assert stores.gates.get(ACCOUNT) == Gate(key=ACCOUNT)
    assert stores.gates.get("1785").closed_until == START + 9


def test_a_form_is_forgotten(stores: Stores) -> None:
    other = replace(FORM, slug="ana2")
    for form in (FORM, other):
        stores.forms.put(form)

    for _ in range(2):
        stores.forms.erase(FORM)

    assert stores.forms.get("ana") is None
    assert list(stores.forms.of_account(ACCOUNT)) == [other]


def test_forgetting_asks_for_keys_and_never_for_a_whole_table(tables: Tables) -> None:
    stores = tables.stores
    for n in range(30):
        stores.logs.add(entry(n))
        stores.contacts.touch(ACCOUNT, str(n), START)
        stores.activities.put(activity(n))
    tables.calls.clear()

    stores.logs.erase(ANA, LEAD)
    stores.contacts.erase(ACCOUNT, limit=100)
    stores.contacts.forget(Contact(account=ACCOUNT, person="0"))
    stores.activities.erase_some(ANA, activity().account, limit=100)
    stores.automations.erase(automation())
    stores.leads.erase(lead())
    stores.dms.erase(queued())
    stores.mids.erase(ACCOUNT, "mid-1")
    stores.gates.erase(ACCOUNT)
    stores.forms.erase(FORM)

    many = ["Query", "BatchWriteItem", "BatchWriteItem"]
    assert sorted(tables.calls) == sorted([*many, *many, *many, *["DeleteItem"] * 7])
