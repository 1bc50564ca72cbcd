"""Controls over the app and its accounts: create, revoke, switches, callbacks."""

from dataclasses import dataclass, replace
from typing import Any

from simulator import who, wire
from simulator.accounts import WEBHOOK_FIELDS, Account
from simulator.courier import Courier
from simulator.errors import REVOCATIONS
from simulator.fields import BadField, choice, digits, flag, number, optional_text, text
from simulator.switches import change
from simulator.tokens import DAY_S, SCOPES
from simulator.world import World

Json = dict[str, Any]
TYPES = ("MEDIA_CREATOR", "BUSINESS", "PERSONAL")


@dataclass(frozen=True, slots=True)
class AccountControls:
    """Each method takes a control's body and answers what is now true; BadField names a fault."""

    world: World

    def save(self, body: Json) -> Json:
        """Creates or changes an account that holds a valid long-lived token."""
        account = self.world.accounts.save(_changed(self._old(body), body))
        return _shown(account) | {"access_token": self._token(account, body)}

    def list(self) -> list[Json]:
        """Every account with its newest living token."""
        now = self.world.clock.now()
        shown = []
        for account in self.world.accounts.all():
            token = self.world.tokens.newest(account.id, now)
            shown.append(_shown(account) | {"access_token": token.value if token else None})
        return shown

    def revoke(self, body: Json) -> Json:
        """Kills the account's tokens; with 458 the app's subscription ends too."""
        account = who.account(self.world, body)
        subcode = number(body, "subcode", default=460)
        if subcode not in REVOCATIONS:
            raise BadField("subcode", f"must be one of {', '.join(map(str, sorted(REVOCATIONS)))}")
        if subcode == 458:
            self.world.accounts.save(replace(account, subscribed=frozenset()))
        return {"account": account.id, "revoked": self.world.tokens.revoke(account.id, subcode)}

    def switch(self, body: Json) -> Json:
        """Sets the app's switches and answers all of them, secrets left out."""
        self.world.switches = change(self.world.switches, body)
        return self.shown_switches()

    def shown_switches(self) -> Json:
        """The app's switches, secrets left out."""
        switches = self.world.switches
        names = (name for name in switches.__slots__ if not name.endswith(("_secret", "_token")))
        return {name: getattr(switches, name) for name in names}

    def signed_request(self, body: Json) -> Json:
        """The `signed_request` of a deauthorize or data-deletion callback for this account."""
        account = who.account(self.world, body)
        which = choice(body, "user_id", ("app_scoped_id", "id"))
        now = int(self.world.clock.now())
        payload = {
            "algorithm": "HMAC-SHA256",
            "issued_at": now,
            "expires": now + 3600,
            "user_id": getattr(account, which),
        }
        secrets = {"app": self.world.switches.app_secret, "meta": self.world.switches.meta_secret}
        key = secrets[choice(body, "sign_with", ("app", "meta"))]
        return {"signed_request": wire.signed_request(payload, key)}

    def _old(self, body: Json) -> Account:
        username, given = text(body, "username").lower(), digits(body, "id")
        named = self.world.accounts.find(username)
        old = self.world.accounts.get(given) if given else named
        if named and (old is None or named.id != old.id):
            raise BadField("username", f"belongs to account {named.id}")
        return old or Account(
            id=given or self.world.ids.account(),
            app_scoped_id=self.world.ids.app_scoped(),
            username=username,
        )

    def _token(self, account: Account, body: Json) -> str:
        now, value = self.world.clock.now(), optional_text(body, "access_token")
        newest = self.world.tokens.newest(account.id, now)
        if newest and value is None:
            return newest.value
        holder = self.world.tokens.get(value)
        if holder and holder.account != account.id:
            raise BadField("access_token", f"belongs to account {holder.account}")
        issued = now - DAY_S * number(body, "token_age_days", default=0)
        fresh = self.world.tokens.issue(account.id, now=issued, long=True, scopes=SCOPES, value=value)
        return fresh.value


def _changed(old: Account, body: Json) -> Account:
    subscribed = flag(body, "subscribed", default=bool(old.subscribed))
    return replace(
        old,
        username=text(body, "username").lower(),
        app_scoped_id=digits(body, "app_scoped_id") or old.app_scoped_id,
        name=optional_text(body, "name") or old.name,
        account_type=choice(body, "account_type", TYPES) if "account_type" in body else old.account_type,
        message_access=flag(body, "message_access", default=old.message_access),
        tester=flag(body, "tester", default=old.tester),
        live=flag(body, "live", default=old.live),
        subscribed=(old.subscribed or WEBHOOK_FIELDS) if subscribed else frozenset(),
    )


def _shown(account: Account) -> Json:
    return {
        "id": account.id,
        "app_scoped_id": account.app_scoped_id,
        "username": account.username,
        "name": account.name,
        "account_type": account.account_type,
        "message_access": account.message_access,
        "tester": account.tester,
        "live": account.live,
        "subscribed": bool(account.subscribed),
    }


def handshake(courier: Courier, challenge: str) -> Json:
    """What the receiver makes of Meta's verification GET. Call it without the lock: it waits."""
    answer = courier.handshake(challenge)
    if answer is None:
        return {"verified": False, "status": None}
    right = answer.status == 200 and answer.body == challenge.encode()
    return {"verified": right, "status": answer.status}
