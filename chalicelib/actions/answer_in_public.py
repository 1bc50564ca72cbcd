"""Answer under the comment that a private reply was for, where everybody sees it."""

from chalicelib.actions.ports import Clock, Dms, Instagram, Logs
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Fault
from chalicelib.domain.log import Entry


class AnswerInPublic:
    """Once at most: it is noted before the call, and no failure brings it again.

    Instagram has no key that would tell a repeated answer from a second one, and under a comment a missing
    answer harms less than two. Nobody waits for it, so its failure does not touch the message.
    """

    def __init__(self, *, dms: Dms, instagram: Instagram, logs: Logs, clock: Clock) -> None:
        self.dms = dms
        self.instagram = instagram
        self.logs = logs
        self.clock = clock

    def __call__(self, sent: Dm, token: str) -> None:
        """Posts the answer that *sent* carries, and logs what became of it."""
        begun = sent.answer_in_public(now=self.clock())
        if sent.comment is None or sent.public is None or not self.dms.save(sent, begun):
            return
        note = "answered the comment in public"
        try:
            self.instagram.reply(token, sent.comment, sent.public)
        except Fault as fault:
            note = f"no public answer to the comment: {fault}"
        self.logs.add(Entry.about(begun, at=self.clock(), note=note))
