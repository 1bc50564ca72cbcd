"""What is played on the deployed stack besides the story, in pieces that can be played again and again.

Each piece uses people and accounts of its own, and raises Unseen when what it waits for does not happen.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from infra.functions import API, FUNCTIONS
from local.asking import Unseen, wait
from local.rehearsal.behind import call_timer, depth, due, invoke, overdue, paused
from local.rehearsal.play import ADMIN, ANA, HOOK, Play, Scene
from local.rehearsal.stage import NAME
from local.rehearsal.visitor import LOGIN, Visitor

Json = dict[str, Any]
DAY = 86_400  # seconds
ENDED = frozenset({"sent", "unconfirmed", "failed"})
REMOVED = 458  # the person took the app's permissions away
REFUSED = {"status": 400, "code": 100, "subcode": 2534022}  # the 24 hours are over


def woken(play: Play) -> None:
    """The queues' functions start: libraries found, settings read, an empty batch worked off."""
    for name, function in FUNCTIONS.items():
        if function.queue:
            invoke(play.stage, name, {"Records": []})


def doors(play: Play) -> None:
    """What is public, what is not, and Instagram's handshake and signature over the raw bytes."""
    nobody = Visitor(play.stage)
    nobody.get("/api/health")
    nobody.must("GET", "/api/leads", status=401)
    token = play.stage.app.verify_token
    right = f"{HOOK}?hub.mode=subscribe&hub.challenge=42&hub.verify_token="
    if nobody.get(right + token).text != "42":
        raise Unseen("the handshake's challenge came back")
    nobody.must("GET", f"{right}wrong", status=403)
    body = '{"object":"instagram","entry":[],"é":"\\u00e9"}'.encode()
    if play.hooked(body, play.stage.app.app_secret) != 200:
        raise Unseen("A rightly signed webhook was refused.")
    if play.hooked(body, "another") != 401:
        raise Unseen("A wrongly signed webhook was taken.")


def connected(play: Play) -> None:
    """A creator connects Instagram through its login, and the account is ready."""
    play.account()


def sent(play: Play) -> None:
    """A lead becomes a message, which is confirmed, and read."""
    lead, person = play.acting()
    play.until(lead, "sent")
    play.stage.instagram.post("see", account="ana", username=person)
    creator = Visitor(play.stage, ANA)
    seen = wait(lambda: creator.get(f"/api/dm/status/{lead}").data, lambda s: s["dmReadAt"], "a DM is seen")
    if not seen["dmConfirmedAt"] or len(play.stage.instagram.get("inbox", username=person)) != 1:
        raise Unseen("The message is confirmed, and there is one.")
    receipt = str(play.lead(play.fresh("mia"))["receiptUrl"])
    Visitor(play.stage).must("GET", receipt.removeprefix(play.stage.api))


def tended(play: Play) -> None:
    """Failures and what people do about them: retry, confirm, cancel, a further message, a replay."""
    creator = Visitor(play.stage, ANA)
    play.account()
    play.fail(REFUSED)
    failed, _ = play.acting()
    play.until(failed, "failed")
    admin = Visitor(play.stage, ADMIN, "admin")
    _groups(admin)
    admin.must("POST", "/api/admin/dead-letters/replay", {"jobIds": [f"{failed}-0"], "dryRun": True})
    creator.must("POST", f"/api/dm/retry/{failed}", status=202)
    play.until(failed, "sent")
    play.fail({"apply_then": "drop"})
    doubt, _ = play.acting()
    wait(
        lambda: creator.get(f"/api/dm/status/{doubt}").data,
        lambda s: s["dmStatus"] in ENDED,
        "a doubt ends or stays",
    )
    creator.ask("POST", f"{play.stage.api}/api/dm/confirm/{doubt}", {})
    waiting = play.lead(play.fresh("mia"))["leadId"]
    creator.must("POST", f"/api/dm/cancel/{waiting}", {})
    key = play.fresh("key")
    body = {"leadId": failed, "provider": "instagram", "message": "And one more"}
    first, second = (creator.must("POST", "/api/dm/send", body, status=202, key=key).data for _ in range(2))
    if first["jobId"] != second["jobId"]:
        raise Unseen("One Idempotency-Key booked two messages.")
    play.until(failed, "sent")
    creator.must("DELETE", f"/api/leads/{failed}")  # with Instagram's ids of what it was sent


def noted(play: Play) -> None:
    """WhatsApp is coming soon, and the wish is noted."""
    play.account()
    body = {"form": "ana", "name": "Omar", "phone": "+447700900123", "provider": "whatsapp", "consent": True}
    lead = Visitor(play.stage).must("POST", "/api/leads", body, status=201).data["leadId"]
    creator = Visitor(play.stage, ANA)
    creator.must("POST", "/api/dm/send", {"leadId": lead, "provider": "whatsapp"}, status=501)
    wait(
        lambda: creator.get(f"/api/dm/status/{lead}").data,
        lambda s: any(e["provider"] == "whatsapp" for e in s["recentLogs"]),
        "a wish for WhatsApp is noted",
    )


def answered(play: Play) -> None:
    """Automations: made, tried, changed, used by a comment and by words, and deleted."""
    account, creator, word = play.account(), Visitor(play.stage, ANA), play.fresh("WORD")
    body = {
        "instagramBusinessId": account,
        "name": word,
        "trigger": "comment",
        "match": {"mode": "one_of", "words": [word]},
        "message": "Hi {first_name}!",
        "publicReplies": ["Look into your messages!"],
    }
    id = creator.must("POST", "/api/automations", body).data["automationId"]
    creator.must("PUT", f"/api/automations/{id}", {**body, "message": "Hello {first_name}!"})
    creator.get(f"/api/automations/{id}")
    creator.get("/api/automations")
    person = play.fresh("kai")
    play.stage.instagram.post("people", account="ana", username=person, name="Kai")
    play.stage.instagram.post("comment", account="ana", username=person, text=word)
    play.received(person, 1)
    play.stage.instagram.post("say", account="ana", username=person, text="STOP")
    play.stage.instagram.post("comment", account="ana", username=person, text=word)
    wait(
        lambda: creator.get("/api/activity").data,
        lambda s: any(one["outcome"] == "opted_out" for one in s["activity"]),
        "who wrote STOP is left alone",
    )
    known = play.fresh("lea")
    play.lead(known)
    play.stage.instagram.post("people", account="ana", username=known, name="Lea")
    play.stage.instagram.post("say", account="ana", username=known, text="Hi, it is me")
    play.received(known, 1)
    creator.must("DELETE", f"/api/automations/{id}")
    creator.get("/api/settings")
    creator.must("PUT", "/api/settings", {"personLimit": 5})


def known(play: Play) -> None:
    """What creators and admins look at, and the export and deletion of one person."""
    play.account()
    play.fail(REFUSED)  # a history to be deleted
    lead, person = play.acting()
    play.until(lead, "failed")
    creator, admin = Visitor(play.stage, ANA), Visitor(play.stage, ADMIN, "admin")
    play.stage.instagram.post("say", account="ana", username=person, text="STOP")
    wait(
        lambda: creator.get("/api/activity").data,
        lambda seen: any(one["outcome"] == "stopped" for one in seen["activity"]),
        "STOP is noted",
    )
    for path in ("/api/leads", f"/api/leads?q={person}", "/api/leads.csv", "/api/dm/logs.csv", LOGIN):
        creator.get(path)
    for path in ("/dashboard", f"/dm/{lead}", "/automations", "/activity", "/settings/instagram"):
        creator.get(path)
    for path in ("/api/admin/overview", "/admin", "/admin/dead"):
        admin.must("GET", path)
    creator.get(f"/api/leads/{lead}/export")
    creator.must("DELETE", f"/api/leads/{lead}")
    creator.must("GET", f"/api/dm/status/{lead}", status=404)


def kept(play: Play) -> None:
    """An account's life: a refused token, a reconnection, its end, its deletion with all that is its own."""
    name = play.fresh("cleo")
    owner = Visitor(play.stage, f"user_{name}")
    id = owner.connect(name)
    play.accounts[name] = id
    lead, person = play.acting(name)
    play.until(lead, "sent", owner.who)
    _busied(play, owner, name, person)
    with paused(play.stage, "send_instagram"):
        late, _ = play.acting(name)
        play.until(late, "queued", owner.who)
        play.stage.instagram.post("accounts/revoke", account=name, subcode=REMOVED)
    wait(lambda: owner.get(LOGIN).data, _ends(id), "a worker notices a dead token")
    owner.connect(name)
    play.until(late, "sent", owner.who)
    play.stage.instagram.post("accounts/revoke", account=name, subcode=REMOVED)
    due(play.stage, owner.who, id)
    wait(lambda: owner.get(LOGIN).data, _ends(id), "a visit notices a dead token")
    owner.connect(name)
    owner.must("DELETE", f"{LOGIN}?instagramBusinessId={id}")
    request = play.stage.instagram.post("signed-request", account=name, user_id="id")["signed_request"]
    Visitor(play.stage).must("POST", f"{LOGIN}/deauthorize", form={"signed_request": request})
    owner.connect(name)
    request = play.stage.instagram.post("signed-request", account=name, user_id="id")["signed_request"]
    told = Visitor(play.stage).must("POST", f"{LOGIN}/data-deletion", form={"signed_request": request})
    receipt = str(json.loads(told.text)["url"]).removeprefix(play.stage.api)
    wait(lambda: _erasing(play, name, owner), lambda s: not s["accounts"], "an account is deleted")
    Visitor(play.stage).get(receipt)


def _busied(play: Play, owner: Visitor, name: str, person: str) -> None:
    """The account has an automation and something that was not answered, to be deleted with it."""
    body = {"name": "Any", "trigger": "comment", "match": {"mode": "any"}, "message": "Hi!"}
    owner.must("POST", "/api/automations", {**body, "instagramBusinessId": play.accounts[name]})
    play.stage.instagram.post("say", account=name, username=person, text="STOP")
    wait(lambda: owner.get("/api/activity").data, lambda seen: seen["activity"], "STOP is noted")


def refreshed(play: Play) -> None:
    """A token that is 50 days old gets another 60 days."""
    name = play.fresh("vera")
    owner = Visitor(play.stage, f"user_{name}")
    play.accounts[name] = owner.connect(name)
    before = owner.get(LOGIN).data["accounts"][0]["tokenExpiresAt"]
    play.stage.instagram.post("clock", advance_s=DAY + 60)  # Instagram refreshes no token that is younger
    due(play.stage, owner.who, play.accounts[name], refresh_at=1, token_issued_at=1)
    wait(
        lambda: owner.get(LOGIN).data["accounts"][0],
        lambda account: account["tokenExpiresAt"] > before,
        "a token is refreshed",
    )


def swept(play: Play) -> None:
    """A hint that got lost is sent again; a worker that died leaves a doubt, which is said."""
    with paused(play.stage, "send_instagram"):
        lead, _ = play.acting()
        play.until(lead, "queued")
        overdue(play.stage, ANA, lead)
        call_timer(play.stage, "sweep")
    play.until(lead, "sent")
    with paused(play.stage, "send_instagram"):
        lead, _ = play.acting()
        play.until(lead, "queued")
        overdue(play.stage, ANA, lead, state="sending", attempt="a dead worker's", lease_until=1)
        call_timer(play.stage, "sweep")
        play.until(lead, "unconfirmed")


def called(play: Play) -> None:
    """Accounts that are due are called."""
    play.account()
    call_timer(play.stage, "call_accounts")


def parted(play: Play) -> None:
    """One record of a batch fails: the others are done, and it ends among the dead letters alone."""
    sqs = play.stage.client("sqs")
    url = sqs.get_queue_url(QueueName=f"autodm-hub-{NAME}-events")["QueueUrl"]
    before = depth(play.stage, "events-dead")
    sqs.send_message(QueueUrl=url, MessageBody="{")
    lead, _ = play.acting()
    play.until(lead, "sent")
    wait(
        lambda: {"dead": depth(play.stage, "events-dead")},
        lambda s: s["dead"] == before + 1,
        "what cannot be read ends among the dead letters",
    )


# Which pieces a function takes part in, the quickest first: what is played again when it lost a right.
SCENES: Mapping[str, Sequence[Scene]] = {
    API: (doors, known, tended, answered, noted, sent, kept),
    "send_instagram": (sent, tended, kept),
    "apply_events": (sent, answered, kept, tended),
    "note_whatsapp": (noted,),
    "tend_accounts": (kept,),
    "tally_changes": (sent,),
    "sweep": (swept,),
    "call_accounts": (called, refreshed),
}
BEFORE: Sequence[Scene] = (woken, doors, connected)
AFTER: Sequence[Scene] = (sent, tended, noted, answered, known, kept, swept, called, parted, refreshed)


def _erasing(play: Play, name: str, owner: Visitor) -> Json:
    """The owner's accounts, after a further visit to one that is being deleted."""
    found: Json = owner.get(LOGIN).data
    if found["accounts"]:
        with suppress(ClientError):  # it may have been deleted meanwhile
            due(play.stage, owner.who, play.accounts[name])
    return found


def _groups(admin: Visitor) -> list[Json]:
    found = wait(
        lambda: {"groups": admin.get("/api/admin/dead-letters").data["groups"]},
        lambda s: s["groups"],
        "a failed message is a dead letter",
    )
    return list(found["groups"])


def _ends(id: str) -> Callable[[Json], bool]:
    return lambda s: any(a["instagramBusinessId"] == id and a["state"] != "active" for a in s["accounts"])
