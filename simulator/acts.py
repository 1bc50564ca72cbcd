"""What people do on Instagram, and the news that follows."""

from dataclasses import dataclass, replace
from typing import Any

from simulator import payloads
from simulator.accounts import Account
from simulator.comments import Ad, Comment
from simulator.contents import Content
from simulator.outbox import Outbox
from simulator.payloads import News, from_person
from simulator.people import Person
from simulator.sends import put
from simulator.threads import Message
from simulator.world import World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """Acts of people, with the world's lock held. *form*: the webhook's, if not the usual."""

    world: World
    outbox: Outbox
    form: str | None = None

    def say(self, person: Person, content: Content) -> Json:
        """The person writes, shares, replies or taps a quick reply: the window opens."""
        message = self._message(person, content)
        self._touch(person)
        return self._told(person, payloads.written(message, content), mid=message.mid)

    def tap(self, person: Person, payload: str, *, title: str, ref: str | None = None) -> Json:
        """The person taps a button or an ice breaker: the window opens."""
        message = self._message(person, Content(text=title))
        self._touch(person)
        postback: Json = {"mid": message.mid, "title": title, "payload": payload}
        if ref is not None:
            postback["referral"] = payloads.referral(ref)
        news = self._from(person, "messaging_postbacks", {"postback": postback}, at=message.at)
        return self._told(person, news, mid=message.mid)

    def open_link(self, person: Person, ref: str) -> Json:
        """The person opens an ig.me link in an existing thread: the window restarts."""
        self._touch(person)
        news = self._from(person, "messaging_referral", {"referral": payloads.referral(ref)})
        return self._told(person, news, ref=ref)

    def see(self, person: Person, mid: str, *, stripped: bool) -> Json:
        """The person reads the account's message *mid*."""
        at = self.world.clock.now_ms()
        if message := self.world.threads.get(mid):
            self.world.threads.see(message)
        news = payloads.read(person.account, person.igsid, mid=mid, at=at, stripped=stripped)
        return self._told(person, news, mid=mid)

    def react(self, person: Person, mid: str, *, reaction: str, emoji: str) -> Json:
        """The person reacts to a message: the window restarts."""
        self._touch(person)
        content = {"mid": mid, "action": "react", "reaction": reaction, "emoji": emoji}
        news = self._from(person, "message_reactions", {"reaction": content})
        return self._told(person, news, mid=mid)

    def unreact(self, person: Person, mid: str) -> Json:
        """The person takes a reaction back."""
        content = {"mid": mid, "action": "unreact"}
        return self._told(person, self._from(person, "message_reactions", {"reaction": content}), mid=mid)

    def unsend(self, person: Person, message: Message) -> Json:
        """The person takes a message back."""
        self.world.threads.unsend(message)
        news = payloads.unsent(replace(message, at=self.world.clock.now_ms()))
        return self._told(person, news, mid=message.mid)

    def comment(
        self,
        person: Person,
        text: str,
        *,
        media: str | None,
        product: str,
        parent: str | None = None,
        ads: int = 0,
    ) -> Json:
        """Somebody comments. It does not open the window. Each of the post's *ads* tells it once more."""
        comment = Comment(
            id=self.world.ids.comment(),
            account=person.account,
            author=person.igsid,
            username=person.username,
            text=text,
            media=media or self.world.ids.media(),
            product=product,
            at=self.world.clock.now(),
            parent=parent,
        )
        self.world.comments.add(comment)
        told = self._told(person, payloads.commented(comment), id=comment.id)
        shown = [self._ad(comment.media, n) for n in range(1, ads + 1)]
        for ad in shown:
            self.outbox.publish(payloads.commented(comment, ad), self.form)
        return told | {"comment": comment.id, "media": comment.media, "ads": [ad.media for ad in shown]}

    def mention(self, person: Person, *, media: str | None, comment: str | None) -> Json:
        """The person mentions the account in a post, or in a comment under it."""
        value = {"media_id": media or self.world.ids.media()}
        if comment:
            value["comment_id"] = comment
        return self._told(person, payloads.changed(person.account, "mentions", value), **value)

    def write_by_hand(self, account: Account, person: Person, text: str) -> Json:
        """The creator types in the phone app: no window applies, and only an echo tells."""
        message = put(self.world, account, person.igsid, text=text)
        return self._told(person, payloads.echo(message), mid=message.mid)

    def _ad(self, media: str, number: int) -> Ad:
        ids = self.world.ids
        return Ad(id=ids.ad(media, number), media=ids.ad_media(media, number), title=f"Ad {number}")

    def _message(self, person: Person, content: Content) -> Message:
        message = Message(
            mid=self.world.ids.mid(person.account),
            account=person.account,
            person=person.igsid,
            ours=False,
            at=self.world.clock.now_ms(),
            text=content.text,
            attachments=content.attachments,
        )
        return self.world.threads.add(message)

    def _touch(self, person: Person) -> None:
        self.world.people.touch(person, self.world.clock.now())

    def _from(self, person: Person, field: str, content: Json, *, at: int | None = None) -> News:
        when = self.world.clock.now_ms() if at is None else at
        return from_person(person.account, person.igsid, at=when, field=field, content=content)

    def _told(self, person: Person, news: News, **ids: str) -> Json:
        sent = self.outbox.publish(news, self.form)
        who = {"account": person.account, "igsid": person.igsid, "username": person.username}
        return who | ids | {"event": news.field, "webhook": sent}
