"""The Graph API: which call this is, who makes it, and what the answer looks like on the wire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator import errors, wire
from simulator.accounts import WEBHOOK_FIELDS, Account
from simulator.comments import Comment
from simulator.draft import check_attachment, object_of, read_draft
from simulator.errors import Refusal, Why
from simulator.exchange import Reply, Request
from simulator.lists import Lists
from simulator.outbox import Outbox
from simulator.payloads import commented
from simulator.reads import Reads
from simulator.sends import Sends
from simulator.tokens import COMMENTS, DAY_S, Token
from simulator.usage import usage_headers
from simulator.versions import route
from simulator.world import World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call by an app that has shown its token. *node* is the path's first part."""

    request: Request
    account: Account
    token: Token
    node: str

    @property
    def own(self) -> bool:
        """Whether the node is the token's own account."""
        return self.node in {"me", self.account.id}

    def missing(self) -> Refusal:
        """Meta's answer for a node that is not there, or not for this token."""
        return Refusal(Why.NO_OBJECT, method=self.request.method.lower(), id=self.node)


class Graph:
    """Answers Graph calls, with the world's lock held."""

    def __init__(self, world: World, outbox: Outbox) -> None:
        self._world = world
        self._outbox = outbox
        self._send = Sends(world, outbox)
        self._reads = Reads(world)
        self._lists = Lists(world, self._reads)
        self._edges: Mapping[tuple[str, str], Callable[[Call], object]] = {
            ("GET", ""): self._read,
            ("POST", ""): self._hide,
            ("DELETE", ""): self._delete,
            ("POST", "messages"): self._messages,
            ("POST", "message_attachments"): self._attach,
            ("GET", "conversations"): self._conversations,
            ("GET", "subscribed_apps"): self._subscriptions,
            ("POST", "subscribed_apps"): self._subscribe,
            ("DELETE", "subscribed_apps"): self._unsubscribe,
            ("GET", "media"): self._media,
            ("GET", "comments"): self._comments,
            ("GET", "replies"): self._replies,
            ("POST", "replies"): self._reply,
        }

    def answer(self, request: Request) -> Reply:
        """Meta's answer, refusals included."""
        version, account = "", None
        try:
            version, parts = route(request.path)
            call = self._call(request, parts)
            account = call.account
            body = self._edge(call, parts)(call)
        except Refusal as refusal:
            return refused(refusal, self._world, version=version, account=account)
        return Reply(body=wire.compact(body), headers=self._headers(version, account))

    def _headers(self, version: str, account: Account | None) -> dict[str, str]:
        return graph_headers(self._world, version=version, account=account)

    def _call(self, request: Request, parts: list[str]) -> Call:
        token = self._world.tokens.check(request.token(), self._world.clock.now())
        account = serve(self._world, token, request.method)
        if request.broken:
            raise Refusal(Why.BAD_BODY)
        node = parts[0] if parts else ""
        if node == account.app_scoped_id and len(parts) > 1:
            # The wrong one of the account's two numbers: the text has nothing to do with methods.
            raise Refusal(Why.UNSUPPORTED, method=request.method.lower())
        return Call(request=request, account=account, token=token, node=node)

    def _edge(self, call: Call, parts: list[str]) -> Callable[[Call], object]:
        edge = parts[1] if len(parts) > 1 else ""
        known = any(edge == name for _, name in self._edges)
        if not parts or len(parts) > 2 or not known:
            raise Refusal(Why.UNKNOWN_PATH, path="/" + "/".join(parts[1:]))
        found = self._edges.get((call.request.method, edge))
        if found is None:
            raise Refusal(Why.UNSUPPORTED, method=call.request.method.lower())
        return found

    def _read(self, call: Call) -> object:
        wanted = call.request.text("fields")
        if call.own or call.node == call.account.app_scoped_id:
            return self._reads.me(call.account, wanted)
        message = self._world.threads.get(call.node)
        if message and message.account == call.account.id:
            return self._reads.message(call.account, message, wanted)
        comment = self._world.comments.get(call.node)
        if comment and comment.account == call.account.id:
            return self._reads.comment(comment, wanted)
        if call.node.isdigit():
            return self._profile(call, wanted)
        return self._conversation(call, wanted)

    def _profile(self, call: Call, wanted: str) -> Json:
        person = self._world.people.towards(call.account.id, call.node)
        if person:
            return self._reads.profile(person, wanted)
        raise Refusal(Why.NO_MATCHING_USER)

    def _conversation(self, call: Call, wanted: str) -> Json:
        found = self._reads.conversation(call.account, call.node, wanted)
        if found is None:
            raise call.missing()
        return found

    def _messages(self, call: Call) -> object:
        if not call.own:
            raise call.missing()
        return self._send(call.account, call.token.scopes, read_draft(call.request.args))

    def _attach(self, call: Call) -> object:
        if not call.own:
            raise call.missing()
        check_attachment(object_of(call.request.args, "message").get("attachment"))
        fresh = self._world.ids.attachment()
        self._world.attachments.add(fresh)
        return {"attachment_id": fresh}

    def _conversations(self, call: Call) -> object:
        if not call.own:
            raise call.missing()
        return self._lists.conversations(call.account, call.request)

    def _media(self, call: Call) -> object:
        if not call.own:
            raise call.missing()
        return self._lists.media(call.account, call.request)

    def _comments(self, call: Call) -> object:
        below = (one for one in self._world.comments.of(call.account.id) if one.media == call.node)
        above = next(below, None)
        if above is None:
            raise call.missing()
        if COMMENTS not in call.token.scopes:
            raise Refusal(Why.NO_PERMISSION)
        return self._lists.comments(above, call.request, parent=None)

    def _replies(self, call: Call) -> object:
        parent = self._comment(call)
        return self._lists.comments(parent, call.request, parent=parent.id)

    def _subscriptions(self, call: Call) -> object:
        if not call.account.subscribed:
            return {"data": []}
        app = {
            "name": "Instagram in a box",
            "id": self._world.switches.app_id,
            "subscribed_fields": sorted(call.account.subscribed),
        }
        return {"data": [app]}

    def _subscribe(self, call: Call) -> object:
        given = call.request.args.get("subscribed_fields", "")
        names = frozenset(given if isinstance(given, list) else str(given).replace(" ", "").split(","))
        if not call.own:
            raise call.missing()
        if not names <= WEBHOOK_FIELDS:
            raise Refusal(Why.BAD_PARAMETER, name="subscribed_fields")
        self._world.accounts.save(replace(call.account, subscribed=names))
        return {"success": True}

    def _unsubscribe(self, call: Call) -> object:
        if not call.own:
            raise call.missing()
        self._world.accounts.save(replace(call.account, subscribed=frozenset()))
        return {"success": True}

    def _comment(self, call: Call) -> Comment:
        comment = self._world.comments.get(call.node)
        if comment is None or comment.account != call.account.id or comment.deleted:
            raise call.missing()
        if COMMENTS not in call.token.scopes:
            raise Refusal(Why.NO_PERMISSION)
        return comment

    def _reply(self, call: Call) -> object:
        parent, text = self._comment(call), call.request.text("message")
        if not text.strip():
            raise Refusal(Why.BAD_PARAMETER, name="message")
        reply = replace(
            parent,
            id=self._world.ids.comment(),
            author=call.account.id,
            username=call.account.username,
            text=text,
            at=self._world.clock.now(),
            parent=parent.id,
            answered=False,
        )
        self._outbox.publish(commented(self._world.comments.add(reply)))
        return {"id": reply.id}

    def _hide(self, call: Call) -> object:
        self._comment(call)
        if call.request.text("hide").lower() not in {"true", "false"}:
            raise Refusal(Why.BAD_PARAMETER, name="hide")
        return {"success": True}

    def _delete(self, call: Call) -> object:
        self._world.comments.delete(self._comment(call))
        return {"success": True}


def serve(world: World, token: Token, method: str) -> Account:
    """The token's account, unless the API does not serve it (no tester, app not live for it)."""
    account = world.accounts.get(token.account)
    if account is None or not account.served:
        raise Refusal(Why.UNSUPPORTED, method=method.lower())
    return account


def graph_headers(world: World, *, version: str, account: Account | None) -> dict[str, str]:
    """The headers of every Graph answer; counts the call."""
    headers = {"x-fb-trace-id": world.ids.trace(), "x-fb-rev": "1030000000"}
    if version:
        headers["instagram-api-version"] = version
    if account is None:
        return headers
    count = world.limits.hit("calls", account.id, now=world.clock.now(), span_s=DAY_S)
    return headers | usage_headers(account.id, count, shape=world.switches.usage)


def refused(refusal: Refusal, world: World, *, version: str = "", account: Account | None = None) -> Reply:
    """A refusal as Graph words it."""
    row = refusal.spoken(world.switches.language)
    headers = graph_headers(world, version=version, account=account)
    return Reply(
        status=row.status,
        body=wire.compact(errors.error_body(row, world.ids.trace())),
        headers=headers | {"www-authenticate": errors.challenge(row)},
    )
