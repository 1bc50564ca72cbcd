"""A creator at the dashboard: what they see and send, and many leads at once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from chalicelib.actions.connect_account import Login
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.ids import new_id
from chalicelib.domain.lead import Lead, Provider
from chalicelib.store.rows import LeadRow
from tests.api.browser import Browser
from tests.api.product import FORM, Product
from tests.api.stand_ins import ANA, Account, Reply

CAL = Account("cal", "17841400000000033")
DEE = Account("dee", "17841400000000044")
SAME = {**FORM, "Sec-Fetch-Site": "same-origin"}
PASSES = Refused(Code.UNAVAILABLE, Reason.OUR_SIDE)
STAYS = Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE)


def connect(product: Product, account: Account, *, days: int = 60) -> None:
    product.login.join(account.id, account.name)
    product.login.give(account.id, value=account.token)
    product.parts.connect_account(
        Login(
            creator=account.creator,
            account=account.id,
            username=account.name,
            token=account.token,
            lives=timedelta(days=days),
        ),
        open_text=True,
    )


def page(product: Product, query: str = "", account: Account = ANA) -> str:
    return Browser(product, account.creator).page(f"/dashboard{query}")


def post(product: Product, target: str, fields: list[tuple[str, str]], account: Account = ANA) -> Reply:
    cookie = Browser(product, account.creator).headers()
    return product.call("POST", target, urlencode(fields).encode(), headers={**cookie, **SAME})


def landed(product: Product, answer: Reply, account: Account = ANA) -> str:
    """The page that a browser goes on to after *answer*."""
    assert answer.status == 303
    browser = Browser(product, account.creator)
    browser.kept = answer.headers.get("Set-Cookie", "").partition(";")[0]
    return browser.page(answer.headers["Location"])


def rows(html: str) -> list[str]:
    return re.findall(r'<tr id="lead-(\w+)">', html)


def failing(product: Product, person: str, why: Refused = PASSES, account: Account = ANA) -> str:
    product.instagram.faults.append(why)
    return product.sent_lead(person, account, name=f"Canary {person}")


def newest(product: Product, lead: str, account: Account = ANA) -> str:
    """The id of the lead's newest message, as a form about it names it."""
    return str(product.status(lead, account.creator)["jobId"])


def lead(account: Account, id: str, *, at: int, name: str, **more: Any) -> Lead:  # noqa: ANN401 - a lead's fields
    return Lead(
        creator=account.creator,
        id=id,
        account=account.id,
        form=account.name,
        provider=Provider.INSTAGRAM,
        name=name,
        consent_at=at,
        created_at=at,
        dm=f"{id}-0",
        **more,
    )


def add_leads(product: Product, account: Account, n: int) -> None:
    """Many leads at once; nobody's message belongs to them."""
    at = product.parts.now()
    with LeadRow.batch_write() as batch:
        for k in range(n):
            id = new_id(at - k, partial(k.to_bytes, byteorder="big"))
            batch.save(
                LeadRow(
                    account.creator,
                    id,
                    account_id=account.id,
                    form=account.name,
                    provider=Provider.INSTAGRAM,
                    name=f"Lead {k}",
                    consent_at=at,
                    created_at=at - k,
                    dm_id=f"{id}-0",
                )
            )


@contextmanager
def requests(product: Product) -> Iterator[list[str]]:
    """Every request to DynamoDB inside the block."""
    seen: list[str] = []

    def note(model: object, **_rest: object) -> None:
        seen.append(str(getattr(model, "name", "")))

    events = product.parts.client("dynamodb").meta.events
    events.register("before-call.dynamodb", note)
    try:
        yield seen
    finally:
        events.unregister("before-call.dynamodb", note)
