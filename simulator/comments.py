"""Comments under posts, reels and live broadcasts."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment. *author* is an IGSID, or the account's own id; *at* in seconds."""

    id: str
    account: str
    author: str
    username: str
    text: str
    media: str
    product: str
    at: float
    parent: str | None = None
    answered: bool = False  # a private reply was sent
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ad:
    """An ad that shows a boosted post. *media* is its own copy of the post."""

    id: str
    media: str
    title: str


class Comments:
    """All comments, and which live broadcasts have ended."""

    def __init__(self) -> None:
        self._by_id: dict[str, Comment] = {}
        self._ended: set[str] = set()

    def add(self, comment: Comment) -> Comment:
        """Keeps a new comment."""
        self._by_id[comment.id] = comment
        return comment

    def get(self, id: str) -> Comment | None:
        """The comment with this id, also when deleted."""
        return self._by_id.get(id)

    def of(self, account: str) -> list[Comment]:
        """The comments below an account's posts, oldest first, also deleted ones."""
        return [one for one in self._by_id.values() if one.account == account]

    def answer(self, comment: Comment) -> None:
        """Notes the one private reply that a comment allows."""
        self._by_id[comment.id] = replace(comment, answered=True)

    def delete(self, comment: Comment) -> None:
        """Takes the comment down."""
        self._by_id[comment.id] = replace(comment, deleted=True)

    def end_live(self, media: str) -> None:
        """Ends a broadcast: its comments take no private replies any more."""
        self._ended.add(media)

    def on_air(self, comment: Comment) -> bool:
        """False only for comments of a broadcast that has ended."""
        return comment.media not in self._ended
