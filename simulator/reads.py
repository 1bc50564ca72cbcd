"""What the API lets an app read: the account, profiles, conversations, messages."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from simulator.accounts import Account
from simulator.comments import Comment
from simulator.errors import Refusal, Why
from simulator.people import Person
from simulator.picking import pick, wanted_fields
from simulator.threads import READABLE, Message, Thread
from simulator.world import World

Json = dict[str, Any]
PICTURE = "https://scontent.example/picture.jpg"


def stamp(at_ms: int) -> str:
    """A time as Graph writes it: 2026-11-21T10:00:00+0000."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S%z")


@dataclass(frozen=True, slots=True)
class Reads:
    """Reading as one account, with the world's lock held."""

    world: World

    def me(self, account: Account, wanted: str) -> Json:
        """The account itself: `id` is the app-scoped number, `user_id` the one of webhooks."""
        record = {
            "id": account.app_scoped_id,
            "user_id": account.id,
            "username": account.username,
            "name": account.name or account.username,
            "account_type": account.account_type,
            "profile_picture_url": PICTURE,
            "followers_count": 1200,
            "follows_count": 80,
            "media_count": 24,
        }
        answer = pick(record, wanted)
        if self.world.switches.me_answer == "flat":
            return answer
        return {"data": [pick(record, wanted or "id", always=())]}

    def profile(self, person: Person, wanted: str) -> Json:
        """A person, only after they wrote or tapped."""
        if person.last_act is None:
            raise Refusal(Why.NO_CONSENT)
        record = {
            "id": person.igsid,
            "username": person.username,
            "name": person.name or person.username,
            "profile_pic": PICTURE,
            "follower_count": 300,
            "is_user_follow_business": True,
            "is_business_follow_user": False,
            "is_verified_user": False,
        }
        return pick(record, wanted or "name,username")

    def conversation(self, account: Account, id: str, wanted: str) -> Json | None:
        """One thread by its id, or None: no such thread of this account."""
        for thread in self.world.threads.all(account.id):
            if self.world.ids.conversation(account.id, thread.person) == id:
                return self.thread(account, thread, wanted or "id,updated_time")
        return None

    def thread(self, account: Account, thread: Thread, wanted: str) -> Json:
        """A thread with its newest messages."""
        nested = wanted_fields(wanted).get("messages") or "id,created_time"
        messages = reversed(self.world.threads.of(account.id, thread.person)[-READABLE:])
        record = {
            "id": self.world.ids.conversation(account.id, thread.person),
            "updated_time": stamp(thread.at),
            "participants": {"data": [self._us(account), self._them(account, thread.person)]},
            "messages": {
                "data": [pick(self._shown(account, one), nested) for one in messages if not one.deleted]
            },
        }
        return pick(record, wanted)

    def message(self, account: Account, message: Message, wanted: str) -> Json:
        """One message; only the newest of a thread can be read."""
        if not self.world.threads.readable(message):
            raise Refusal(Why.MESSAGE_GONE)
        return pick(self._shown(account, message), wanted or "id,created_time")

    def _shown(self, account: Account, message: Message) -> Json:
        us, them = self._us(account), self._them(account, message.person)
        return {
            "id": message.mid,
            "created_time": stamp(message.at),
            "from": us if message.ours else them,
            "to": {"data": [them if message.ours else us]},
            "message": message.text or "",
            "attachments": {"data": list(message.attachments)} if message.attachments else None,
        }

    def _us(self, account: Account) -> Json:
        return {"id": account.id, "username": account.username}

    def _them(self, account: Account, igsid: str) -> Json:
        person = self.world.people.get(igsid)
        return {"id": igsid, "username": person.username if person else account.username}

    def comment(self, comment: Comment, wanted: str) -> Json:
        """One comment."""
        record = {
            "id": comment.id,
            "text": comment.text,
            "username": comment.username,
            "timestamp": stamp(int(comment.at * 1000)),
            "from": {"id": comment.author, "username": comment.username},
            "media": {"id": comment.media, "media_product_type": comment.product},
            "parent_id": comment.parent,
        }
        return pick(record, wanted or "id,text,timestamp")
