"""A comment in a webhook's ``changes``."""

from chalicelib.domain.event import Comment, Event, Other
from chalicelib.graph.fields import Json
from chalicelib.graph.pick import ident, part, words


def read_comment(value: Json, *, account: str | None, at: int, live: bool) -> Event:
    """The comment in *value*; it carries no time of its own, so *at* is the entry's."""
    if account is None:
        return Other(account="", kind="no_account")
    author = part(value, "from") or {}
    media = part(value, "media") or {}
    person = ident(author)
    comment = ident(value) or ident(value, "comment_id")
    if _own(author, account):
        return Other(account=account, kind="own_comment")
    if comment is None:
        return Other(account=account, kind="no_comment")
    if person is None:
        return Other(account=account, kind="no_person")
    return Comment(
        account=account,
        person=person,
        at=at,
        comment=comment,
        username=words(author, "username"),
        media=ident(media),
        original=ident(media, "original_media_id") or ident(value, "original_media_id"),
        product=words(media, "media_product_type") or ("LIVE" if live else None),
        text=words(value, "text"),
    )


def _own(author: Json, account: str) -> bool:
    """Whether the account itself wrote it: answering that would never end.

    The ids decide. ``self_ig_scoped_id`` alone does not: samples carry it for strangers too.
    """
    person = ident(author)
    own = ident(author, "self_ig_scoped_id")
    if person is None:
        return own is not None
    return person in {account, own}
