"""Controls that make people act: say, comment, tap, see, open a link, react."""

from dataclasses import dataclass, replace
from typing import Any

from simulator import who
from simulator.acts import Acts
from simulator.contents import Content, attachment, read_answered, read_content
from simulator.fields import BadField, choice, digits, flag, number, optional_text, text
from simulator.offers import Offer, find
from simulator.outbox import Outbox
from simulator.people import Person
from simulator.world import World

Json = dict[str, Any]
PRODUCTS = ("FEED", "REELS", "STORY", "AD", "LIVE")
FORMS = ("default", "compact", "spaced")
MOST_ADS = 5


@dataclass(frozen=True, slots=True)
class PeopleControls:
    """Each method takes a control's body and answers what happened; BadField names a fault."""

    world: World
    outbox: Outbox

    def person(self, body: Json) -> Json:
        """Creates or changes a person towards one account, without any act of theirs."""
        owner = who.account(self.world, body)
        old = who.anyone(self.world, body)
        username = (optional_text(body, "username") or old.username).lower()
        taken = self.world.people.named(owner.id, username)
        if taken and taken.igsid != old.igsid:
            raise BadField("username", f"belongs to {taken.igsid}")
        person = self.world.people.save(
            replace(
                old,
                username=username,
                name=optional_text(body, "name") or old.name,
                available=flag(body, "available", default=old.available),
            )
        )
        return {"igsid": person.igsid, "username": person.username, "available": person.available}

    def say(self, body: Json) -> Json:
        """The person writes or sends an attachment, as a reply if the body says so."""
        person, ids = self._somebody(body), self.world.ids
        answered = read_answered(body, person, threads=self.world.threads, ids=ids)
        content = replace(read_content(body, ids), reply_to=answered, ref=who.ref(body))
        return self._acts(body).say(person, content)

    def story_mention(self, body: Json) -> Json:
        """The person mentions the account in their own story, which arrives as a message."""
        person = self._somebody(body)
        mention = attachment("story_mention", digits(body, "media") or self.world.ids.media())
        return self._acts(body).say(person, Content(attachments=(mention,)))

    def tap(self, body: Json) -> Json:
        """The person taps a button (postback) or a quick reply: by `payload`, or what offers its `title`."""
        if "title" in body and "payload" not in body:
            person, offer = self._offered(body)
        else:
            person, offer = self._somebody(body), _named(body)
        if offer.kind == "quick_reply":
            return self._acts(body).say(person, Content(text=offer.title, quick_reply=offer.payload))
        return self._acts(body).tap(person, offer.payload, title=offer.title, ref=who.ref(body))

    def open_link(self, body: Json) -> Json:
        """The person opens an ig.me link, given as `link` or as `account` and `ref`."""
        link = who.link(body)
        if link:
            body = body | {"account": link.username, "ref": link.ref}
        ref = who.ref(body)
        if ref is None:
            raise BadField("ref", "is missing: give a link, or account and ref")
        return self._acts(body).open_link(self._somebody(body), ref)

    def see(self, body: Json) -> Json:
        """The person reads a message of the account, the newest unless `mid` says otherwise."""
        person = who.known(self.world, body)
        stripped = flag(body, "stripped", default=self.world.switches.strip_reads)
        return self._acts(body).see(person, self._mid(body, person), stripped=stripped)

    def react(self, body: Json) -> Json:
        """The person reacts to a message, or takes the reaction back."""
        person = who.known(self.world, body)
        mid = self._mid(body, person)
        if choice(body, "action", ("react", "unreact")) == "unreact":
            return self._acts(body).unreact(person, mid)
        reaction = optional_text(body, "reaction") or "love"
        emoji = optional_text(body, "emoji") or "\u2764\ufe0f"
        return self._acts(body).react(person, mid, reaction=reaction, emoji=emoji)

    def unsend(self, body: Json) -> Json:
        """The person takes back a message of their own, the newest unless `mid` says otherwise."""
        person = who.known(self.world, body)
        mid = optional_text(body, "mid")
        newest = self.world.threads.newest(person.account, person.igsid, ours=False)
        message = self.world.threads.get(mid) if mid else newest
        if message is None or message.person != person.igsid or message.ours:
            raise BadField("mid", "is no message of this person")
        return self._acts(body).unsend(person, message)

    def comment(self, body: Json) -> Json:
        """The person comments; with the account's own username the account does."""
        person = who.anyone(self.world, body)
        return self._acts(body).comment(
            person,
            text(body, "text"),
            media=optional_text(body, "media"),
            product=choice(body, "product", PRODUCTS),
            parent=optional_text(body, "parent"),
            ads=_ads(body),
        )

    def delete_comment(self, body: Json) -> Json:
        """A comment is taken down, which no webhook tells."""
        comment = self.world.comments.get(text(body, "comment"))
        if comment is None:
            raise BadField("comment", "does not exist")
        self.world.comments.delete(comment)
        return {"comment": comment.id, "event": None}

    def end_live(self, body: Json) -> Json:
        """The live broadcast `media` ends."""
        media = text(body, "media")
        self.world.comments.end_live(media)
        return {"media": media, "event": None}

    def mention(self, body: Json) -> Json:
        """The person mentions the account."""
        person = self._somebody(body)
        media, comment = optional_text(body, "media"), optional_text(body, "comment")
        return self._acts(body).mention(person, media=media, comment=comment)

    def by_hand(self, body: Json) -> Json:
        """The creator writes to the person in the phone app."""
        owner, person = who.account(self.world, body), self._somebody(body)
        return self._acts(body).write_by_hand(owner, person, text(body, "text"))

    def _acts(self, body: Json) -> Acts:
        form = choice(body, "serialisation", FORMS)
        return Acts(world=self.world, outbox=self.outbox, form=None if form == "default" else form)

    def _offered(self, body: Json) -> tuple[Person, Offer]:
        if "kind" in body:
            raise BadField("kind", "goes with a payload: a title alone finds what was offered")
        person = who.known(self.world, body)
        thread = self.world.threads.of(person.account, person.igsid)
        return person, find(thread, text(body, "title"))

    def _somebody(self, body: Json) -> Person:
        person = who.anyone(self.world, body)
        if person.igsid == person.account:
            raise BadField("username", "is the account itself, which cannot do this")
        return person

    def _mid(self, body: Json, person: Person) -> str:
        mid = optional_text(body, "mid")
        newest = self.world.threads.newest(person.account, person.igsid, ours=True)
        message = self.world.threads.get(mid) if mid else newest
        if message is None or message.person != person.igsid:
            raise BadField("mid", "there is no such message to this person")
        return message.mid


def _named(body: Json) -> Offer:
    payload = text(body, "payload")
    kind = choice(body, "kind", ("postback", "quick_reply"))
    return Offer(kind=kind, title=optional_text(body, "title") or payload, payload=payload)


def _ads(body: Json) -> int:
    ads = number(body, "ads", default=0)
    if not 0 <= ads <= MOST_ADS:
        raise BadField("ads", f"must be a whole number from 0 to {MOST_ADS}")
    return ads
