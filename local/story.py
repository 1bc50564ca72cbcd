"""One real run, told as it is observed: every line was read back from the running product."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local.asking import Json, Unseen, call, wait

PAGES = {
    "messages": "/dashboard",
    "form": "/f/ana",
    "phone": "/dev/phone?account=ana&person=mia.lee",
    "automations": "/automations",
    "admin": "/admin",
    "api": "/docs",
}

Ready = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Phone:
    """The simulated Instagram app of everybody in the story."""

    graph: str

    def do(self, act: str, **what: object) -> Json:
        """One act of a person, for example ``open-link``."""
        done: Json = call("POST", f"{self.graph}/_sim/{act}", what)
        return done

    def until(self, username: str, count: int, what: str) -> Json:
        """The newest of *username*'s messages once there are so many."""
        seen = wait(lambda: {"inbox": self.inbox(username)}, lambda s: len(s["inbox"]) >= count, what)
        newest: Json = seen["inbox"][-1]
        return newest

    def inbox(self, username: str) -> list[Json]:
        """The messages that *username* really has."""
        found: Any = call("GET", f"{self.graph}/_sim/inbox?username={username}")
        return list(found)


@dataclass(frozen=True, slots=True)
class Api:
    """The product's API, as a creator and as an admin."""

    base: str
    creator: str
    admin: str

    @classmethod
    def sign_in(cls, ready: Ready) -> "Api":
        """Signs in through the local identity provider."""
        tokens = [
            call("POST", ready["token_url"], {"sub": sub, "role": role})["token"]
            for sub, role in ((ready["accounts"][0]["creator"], "creator"), ("user_ada", "admin"))
        ]
        return cls(ready["api"], *tokens)

    def lead(self, **fields: object) -> Json:
        """Submits the public form."""
        return self._data("POST", "/api/leads", {"form": "ana", "consent": True, **fields}, token=None)

    def send(self, lead: str, provider: str) -> Json:
        """Asks for a message to a lead."""
        return self._data("POST", "/api/dm/send", {"leadId": lead, "provider": provider}, token=self.creator)

    def automate(self, account: str, **settings: object) -> Json:
        """Sets an automation up."""
        body = {"instagramBusinessId": account, **settings}
        return self._data("POST", "/api/automations", body, token=self.creator)

    def why(self, outcome: str, what: str) -> str:
        """The rule by which nothing was sent, once an event had this *outcome*."""

        def rules(seen: Json) -> list[str]:
            return [one["rule"] for one in seen["activity"] if one["outcome"] == outcome]

        seen = wait(lambda: self._data("GET", "/api/activity", token=self.creator), rules, what)
        return rules(seen)[0]

    def until(self, lead: str, wanted: Callable[[Json], object], what: str) -> Json:
        """The lead's status once it is as *wanted*; raises Unseen when that takes too long."""
        return wait(lambda: self._status(lead, wanted, what), wanted, what)

    def overview(self, wanted: Callable[[Json], object], what: str) -> Json:
        """The admins' overview once it is as *wanted*."""
        return wait(lambda: self._data("GET", "/api/admin/overview", token=self.admin), wanted, what)

    def _status(self, lead: str, wanted: Callable[[Json], object], what: str) -> Json:
        seen = self._data("GET", f"/api/dm/status/{lead}", token=self.creator)
        if seen["dmStatus"] == "failed" and seen["recentLogs"] and not wanted(seen):
            raise Unseen(f"Not seen: {what}. It failed: {seen['dmError']['message']}")
        return seen

    def _data(self, method: str, path: str, body: Json | None = None, *, token: str | None) -> Json:
        data: Json = call(method, self.base + path, body, token=token)["data"]
        return data


def play(ready: Ready) -> bool:
    """Whether every step of the story was observed."""
    say("\nA lead, from form to inbox")
    try:
        api, phone = Api.sign_in(ready), Phone(ready["graph"])
        _mia(api, phone)
        _kai(api, phone, ready["accounts"][0]["instagramBusinessId"])
        _omar(api)
        _zoe(api, phone)
        _ada(api)
    except Exception as error:  # a story ends with a sentence, whatever went wrong
        say(f"\n  ✗ {error if isinstance(error, Unseen) else f'{type(error).__name__}: {error}'}")
        return False
    say("\nEvery line above was read back from the running product.")
    return True


def show_pages(ready: Ready) -> None:
    """Says where people can look on."""
    say("Look at it yourself:\n")
    for name, path in PAGES.items():
        say(f"  {name:<11}  {ready['api']}{path}")
    say(f"  {'calls':<11}  {ready['graph']}/_sim/calls\n")


def _mia(api: Api, phone: Phone) -> None:
    lead = api.lead(name="Mia Lee", instagramUsername="mia.lee", provider="instagram")
    id, link = lead["leadId"], lead["contactLink"]
    step(
        f"Mia fills in Ana's form. Status: {lead['dmStatus']}. Instagram lets nobody write first, so she gets"
    )
    more(f"{short(link)}")
    if phone.inbox("mia.lee"):
        raise Unseen("Mia was messaged before she acted.")
    phone.do("open-link", link=link, username="mia.lee")
    step("Mia taps it; Instagram's signed webhook ties her to the lead, and her DM is queued.")
    status = api.until(id, lambda s: s["dmStatus"] == "sent", "Mia's DM is sent")
    entry = next(e for e in status["recentLogs"] if e["status"] == "sent")
    step(
        f"A worker sends it: Graph answered in {entry['metadata']['durationMs']} ms "
        f"with {status['dmMessageId'][:20]}…"
    )
    inbox = phone.inbox("mia.lee")
    if len(inbox) != 1:
        raise Unseen(f"Mia has {len(inbox)} messages, not one.")
    text, _, line = inbox[0]["text"].partition("\n\n")
    more(f"Mia's inbox: “{text}”")
    more(f"and below it: “{line}”")
    api.until(id, lambda s: s["dmConfirmedAt"], "Instagram's echo confirms Mia's DM")
    phone.do("see", account="ana", username="mia.lee")
    seen = api.until(id, lambda s: s["dmReadAt"], "Mia's read receipt arrives")
    step(f"Mia reads it: seen at {seen['dmReadAt']}, confirmed by Instagram's echo.")


def _kai(api: Api, phone: Phone, account: str) -> None:
    guide = {
        "trigger": "button",
        "message": "Here you are, {first_name}: {link}",
        "link": "https://example.com/guide",
    }
    step_id = api.automate(account, name="The guide itself", **guide)["automationId"]
    api.automate(
        account,
        name="Guide",
        trigger="comment",
        match={"mode": "one_of", "words": ["LINK"]},
        message="Hi {username}! Shall I send you the guide?",
        quickReplies=[{"title": "Yes, please", "then": step_id}],
        publicReplies=["Look into your messages!"],
    )
    phone.do("people", account="ana", username="kai.brook", name="Kai Brook")
    phone.do("comment", account="ana", username="kai.brook", text="link please 🔥", ads=2)
    first = phone.until("kai.brook", 1, "Kai's comment is answered")
    step("Kai comments “link please 🔥” under a reel; Instagram tells of it three times, twice for its ads.")
    more(f"One private reply: “{first['text'].splitlines()[0]}”")
    phone.do("tap", account="ana", username="kai.brook", title="Yes, please")
    guide_sent = phone.until("kai.brook", 2, "Kai's tap is answered")
    step("Kai taps “Yes, please”, which allows further messages for 24 hours:")
    more(f"“{guide_sent['text']}”")
    phone.do("say", account="ana", username="kai.brook", text="STOP")
    api.why("stopped", "Kai's STOP is honoured")
    phone.do("comment", account="ana", username="kai.brook", text="LINK")
    step("Kai writes STOP, and comments once more. Nothing is sent, and Ana reads why:")
    more(api.why("opted_out", "Kai is left alone"))
    if len(phone.inbox("kai.brook")) != 2:
        raise Unseen("Kai was messaged although he wrote STOP.")


def _omar(api: Api) -> None:
    lead = api.lead(name="Omar Haddad", phone="+44 7700 900123", provider="whatsapp")
    answer = api.send(lead["leadId"], "whatsapp")
    if answer["status"] != "coming_soon" or not answer["deepLink"].startswith(
        "https://wa.me/447700900123?text="
    ):
        raise Unseen("The WhatsApp lead got no wa.me link.")
    step("Omar prefers WhatsApp. Status: coming soon (HTTP 501), with a link that works today:")
    more(short(answer["deepLink"]))
    noted = api.until(
        lead["leadId"],
        lambda s: any(e["provider"] == "whatsapp" for e in s["recentLogs"]),
        "the WhatsApp worker notes Omar's wish",
    )
    more(f"The WhatsApp worker noted: {noted['recentLogs'][0]['metadata']['note']}.")


def _zoe(api: Api, phone: Phone) -> None:
    lead = api.lead(name="Zoe Park", instagramUsername="zoe.park", provider="instagram")
    phone.do("people", account="ana", username="zoe.park", available=False)
    phone.do("open-link", link=lead["contactLink"], username="zoe.park")
    failed = lambda s: s["dmStatus"] == "failed" and s["recentLogs"]  # noqa: E731 - the entry comes a moment later
    status = api.until(lead["leadId"], failed, "Zoe's DM is refused")
    error, entry = status["dmError"], status["recentLogs"][0]
    graph = entry["errorDetails"]
    code = f"{graph['graphCode']}/{graph['graphSubcode']}"
    step(
        f"Zoe taps too, but has blocked the account. Instagram refuses ({code}): "
        f"{error['code']}, {error['reason']}."
    )
    more(f"Ana reads: {error['message']} {error['action']}")
    if phone.inbox("zoe.park"):
        raise Unseen("Zoe was messaged although Instagram refused.")


def _ada(api: Api) -> None:
    ended = ("sent", "failed", "comingSoon")
    totals = api.overview(
        lambda o: all(o["totals"][k] for k in ended) and not o["totals"]["pending"], "the counts catch up"
    )["totals"]
    step(
        f"Ada, the admin, sees {totals['sent']} sent, {totals['failed']} failed, "
        f"{totals['pending']} pending, {totals['comingSoon']} coming soon; "
        f"success rate {totals['successRate']} %."
    )


def short(link: str) -> str:
    """A link, its secret cut: it is good for one binding."""
    ref = parse_qs(urlsplit(link).query).get("ref", [""])[0]
    return link.replace(ref, f"{ref[:30]}…") if ref else link


def step(text: str) -> None:
    """One thing that happened."""
    say(f"\n  ✓ {text}")


def more(text: str) -> None:
    """Something about it."""
    say(f"      {text}")


def say(text: str) -> None:
    """Prints at once, also into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
