"""The rules of a send: who may be written to, when, and what the world looks like afterwards."""

from dataclasses import dataclass
from typing import Any

from simulator.accounts import Account
from simulator.comments import Comment
from simulator.draft import Draft
from simulator.errors import Refusal, Why
from simulator.outbox import Outbox
from simulator.payloads import echo
from simulator.people import Person
from simulator.threads import Message
from simulator.tokens import COMMENTS, DAY_S, HOUR_S, MESSAGES
from simulator.world import World

WINDOW_S = DAY_S
HUMAN_AGENT_S = 7 * DAY_S
PRIVATE_REPLY_S = 7 * DAY_S

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sends:
    """Sending as one account, with the world's lock held."""

    world: World
    outbox: Outbox

    def __call__(self, account: Account, scopes: frozenset[str], draft: Draft) -> Json:
        """Instagram's answer to a send that went through; everything else raises Refusal."""
        self._check_account(account, scopes, draft)
        if draft.comment:
            return self._reply_privately(account, scopes, draft)
        person = self._person(account, draft.person or "")
        if draft.action:
            return {"recipient_id": person.igsid}
        self._check_window(person, draft)
        return self._deliver(account, person.igsid, draft)

    def _check_account(self, account: Account, scopes: frozenset[str], draft: Draft) -> None:
        if MESSAGES not in scopes:
            raise Refusal(Why.NO_PERMISSION)
        if not account.message_access:
            raise Refusal(Why.ACCESS_OFF)
        if draft.human_agent and not self.world.switches.human_agent:
            raise Refusal(Why.HUMAN_AGENT_NOT_APPROVED)
        now, limit = self.world.clock.now(), self.world.switches.sends_per_second
        if self.world.limits.over("sends", account.id, now=now, span_s=1, limit=limit):
            raise Refusal(Why.SEND_LIMIT)

    def _person(self, account: Account, igsid: str) -> Person:
        if igsid == account.id:  # a message to oneself, which has no window
            return Person(
                igsid=igsid,
                account=igsid,
                username=account.username,
                last_act=self.world.clock.now(),
            )
        person = self.world.people.towards(account.id, igsid)
        if person is None:
            raise Refusal(Why.USER_NOT_FOUND)
        if not person.available:
            raise Refusal(Why.PERSON_UNAVAILABLE)
        return person

    def _check_window(self, person: Person, draft: Draft) -> None:
        length = HUMAN_AGENT_S if draft.human_agent else WINDOW_S
        if person.last_act is None or self.world.clock.now() - person.last_act >= length:
            raise Refusal(Why.WINDOW_CLOSED)

    def _reply_privately(self, account: Account, scopes: frozenset[str], draft: Draft) -> Json:
        if COMMENTS not in scopes:
            raise Refusal(Why.NO_PERMISSION)
        if draft.action:
            raise Refusal(Why.BAD_PARAMETER, name="recipient")
        comment = self.world.comments.get(draft.comment or "")
        if comment is None or not self._open_for_reply(account, comment):
            raise Refusal(Why.COMMENT_REFUSED)
        person = self._person(account, comment.author)
        self._check_private_limit(account, comment)
        answer = self._deliver(account, person.igsid, draft)
        self.world.comments.answer(comment)
        return answer

    def _check_private_limit(self, account: Account, comment: Comment) -> None:
        name, span, limit = "private", HOUR_S, self.world.switches.private_replies_per_hour
        if comment.product == "LIVE":
            name, span, limit = "live", 1, self.world.switches.live_replies_per_second
        now = self.world.clock.now()
        if self.world.limits.over(name, account.id, now=now, span_s=span, limit=limit):
            raise Refusal(Why.SEND_LIMIT)

    def _open_for_reply(self, account: Account, comment: Comment) -> bool:
        mine = comment.account == account.id and comment.author != account.id
        young = self.world.clock.now() - comment.at < PRIVATE_REPLY_S
        unused = not comment.answered and not comment.deleted
        return mine and young and unused and self.world.comments.on_air(comment)

    def _check_uploads(self, draft: Draft) -> None:
        payloads = [one.get("payload") or {} for one in draft.attachments]
        named = {str(payload["attachment_id"]) for payload in payloads if "attachment_id" in payload}
        if not named <= self.world.attachments:
            raise Refusal(Why.UNKNOWN_UPLOAD)

    def _deliver(self, account: Account, igsid: str, draft: Draft) -> Json:
        self._check_uploads(draft)
        message = put(
            self.world,
            account,
            igsid,
            text=draft.text,
            attachments=draft.attachments,
            quick_replies=draft.quick_replies,
        )
        if self.world.switches.echo:
            self.outbox.publish(echo(message))
        return _answer(message, self.world.switches.send_answer)


def put(
    world: World,
    account: Account,
    igsid: str,
    *,
    text: str | None,
    attachments: tuple[Json, ...] = (),
    quick_replies: tuple[Json, ...] = (),
) -> Message:
    """Puts a message of the account's side into the person's inbox."""
    message = Message(
        mid=world.ids.mid(account.id),
        account=account.id,
        person=igsid,
        ours=True,
        at=world.clock.now_ms(),
        text=text,
        attachments=attachments,
        quick_replies=quick_replies,
    )
    return world.threads.add(message)


def _answer(message: Message, shape: str) -> Json:
    if shape == "id":
        return {"id": message.mid}
    if shape == "mid_only":
        return {"message_id": message.mid}
    return {"recipient_id": message.person, "message_id": message.mid}
