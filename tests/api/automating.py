"""Setting automations up over HTTP, and what people do on Instagram that starts them."""

import json
from itertools import count

from chalicelib.domain.preferences import Preferences
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account, Json, Reply

PATH = "/api/automations"
POST = "18000000000000001"
FACTS = ("automationId", "createdAt", "activeSince", "messages")  # what nobody may set
DEFAULTS: Json = {
    "match": {"mode": "any", "words": [], "posts": []},
    "link": None,
    "buttons": [],
    "quickReplies": [],
    "publicReplies": [],
    "oncePerPerson": True,
    "dailyCap": None,
    "quietHours": None,
    "state": "active",
}
FULL: Json = {
    "name": "Guide 🔥",
    "trigger": "comment",
    "match": {"mode": "one_of", "words": ["LINK", "🔥"], "posts": ["18000000000000001", "2"]},
    "message": "Hi {first_name}!\n\tHere is the {link} for {username}, {name}.",
    "link": "https://example.com/guide?a=1&b=%20#c",
    "buttons": [],
    "quickReplies": [{"title": "Yes, more 👑", "then": None}, {"title": "No", "then": None}],
    "publicReplies": ["Look into your messages!", "Sent!"],
    "oncePerPerson": False,
    "dailyCap": 100_000,
    "quietHours": {"begin": "22:05", "end": "08:00", "timezone": "America/Argentina/Buenos_Aires"},
    "state": "paused",
}
comments = count(17_900_000_000_000_100)


def draft(account: Account = ANA, **fields: object) -> Json:
    """The least that makes an automation, and *fields*."""
    known = {"instagramBusinessId": account.id, "name": "Guide", "trigger": "comment", "message": "Hello!"}
    return {**known, **fields}


def settings(automation: Json) -> Json:
    """What its creator decides about it."""
    return {name: value for name, value in automation.items() if name not in FACTS}


def add(product: Product, account: Account = ANA, **fields: object) -> Reply:
    """The answer to an automation that may be wrong."""
    return product.call("POST", PATH, draft(account, **fields), who=account.creator)


def refused(product: Product, account: Account = ANA, **fields: object) -> Reply:
    """As add(), held to writing nothing."""
    return product.refuses("POST", PATH, draft(account, **fields), who=account.creator)


def automate(product: Product, account: Account = ANA, **fields: object) -> Json:
    """A new automation as the API shows it."""
    answer = add(product, account, **fields)
    assert answer.status == 201, answer.json
    return answer.data


def change(product: Product, automation: Json, account: Account = ANA, **fields: object) -> Reply:
    """The answer to the same settings with other *fields*."""
    body = {**settings(automation), **fields}
    return product.call("PUT", f"{PATH}/{automation['automationId']}", body, who=account.creator)


def read(product: Product, automation: Json, account: Account = ANA) -> Json:
    """The automation as it is now."""
    return product.call("GET", f"{PATH}/{automation['automationId']}", who=account.creator).data


def remove(product: Product, automation: Json, account: Account = ANA) -> Reply:
    """The answer to its removal."""
    return product.call("DELETE", f"{PATH}/{automation['automationId']}", who=account.creator)


def listed(product: Product, account: Account = ANA) -> list[Json]:
    """All of the creator's."""
    found: list[Json] = product.call("GET", PATH, who=account.creator).data["automations"]
    return found


def clear(product: Product) -> None:
    """Nobody has automations or preferences of their own any more."""
    stores = product.parts.stores
    for account in (ANA, BEN):
        for automation in stores.automations.of(account.id):
            stores.automations.erase(automation)
        stores.preferences.put(Preferences(creator=account.creator))


def commented(person: str, text: str = "LINK", *, post: str = POST, **value: object) -> Json:
    """A comment as Instagram tells of it."""
    known = {
        "id": str(next(comments)),
        "text": text,
        "from": {"id": person, "username": f"user.{person}"},
        "media": {"id": post, "media_product_type": "FEED"},
    }
    return {**known, **value}


def envelope(product: Product, comment: Json, account: Account = ANA, field: str = "comments") -> Json:
    """A webhook's body with one comment."""
    entry = {"id": account.id, "time": int(product.clock()), "changes": [{"field": field, "value": comment}]}
    return {"object": "instagram", "entry": [entry]}


def comments_on(product: Product, comment: Json, account: Account = ANA, field: str = "comments") -> None:
    """Instagram tells of the comment, and everything that follows has been worked off."""
    product.clock.advance(minutes=1)  # private replies are few: each has its slot by then
    answer = product.hook(json.dumps(envelope(product, comment, account, field)).encode())
    assert answer.status == 200
    works(product)


def writes(product: Product, person: str, text: str, account: Account = ANA, **message: object) -> None:
    """The person writes, and everything that follows has been worked off."""
    product.clock.advance(minutes=1)
    item: Json = {"message": {"mid": f"in-{next(comments)}", "text": text, **message}}
    product.hook(product.news(item, person, account))
    works(product)


def works(product: Product) -> None:
    """Lets the workers do what there is."""
    product.work("events")
    product.work("instagram")


def inbox(product: Product, person: str) -> list[str]:
    """What the person received, oldest first."""
    return [message.text for message in product.instagram.inbox if message.person == person]


def lead_of(product: Product, person: str, account: Account = ANA) -> Json:
    """The row of the lead that the person became by a comment."""
    page = product.call("GET", f"/api/leads?q=user.{person}&limit=100", who=account.creator).data
    [found] = [row for row in page["leads"] if row["instagramUsername"] == f"user.{person}"]
    return dict(found)


def activity(product: Product, account: Account = ANA) -> list[Json]:
    """The newest events that led to no message, newest first."""
    found: list[Json] = product.call("GET", "/api/activity?limit=100", who=account.creator).data["activity"]
    return found
