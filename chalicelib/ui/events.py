"""What people do on Instagram, and what became of it, in words."""

from chalicelib.domain.activity import Outcome
from chalicelib.domain.occasion import Trigger
from chalicelib.ui.status import Badge

TRIGGERS = {
    Trigger.COMMENT: "Comments on a post or reel",
    Trigger.LIVE_COMMENT: "Comments on a live broadcast",
    Trigger.MESSAGE: "Writes a message",
    Trigger.STORY_REPLY: "Replies to a story",
    Trigger.STORY_MENTION: "Mentions you in a story",
    Trigger.BUTTON: "Taps a button of another automation",
    Trigger.LEAD: "Fills in your form",
}
MODES = {
    "one_of": "One of these words is in it",
    "exact": "It is exactly one of these words",
    "any": "Any text",
}
KINDS = {
    "comment": "Commented",
    "live_comment": "Commented live",
    "message": "Wrote a message",
    "story_reply": "Replied to a story",
    "story_mention": "Mentioned you in a story",
    "mention": "Mentioned you",
    "postback": "Tapped a button",
    "quick_reply": "Tapped a quick reply",
    "referral": "Opened a contact link",
    "reaction": "Reacted to a message",
    "unsend": "Took a message back",
}
OUTCOMES = {
    Outcome.QUEUED: Badge("check", "Answered", "good", ""),
    Outcome.RELEASED: Badge("plane", "Message released", "good", ""),
    Outcome.NO_AUTOMATION: Badge("question", "Nothing fits", "quiet", ""),
    Outcome.PAUSED: Badge("pause", "Paused", "warn", ""),
    Outcome.BEFORE: Badge("clock", "Before it was on", "quiet", ""),
    Outcome.TOO_OLD: Badge("clock", "Told too late", "warn", ""),
    Outcome.OPTED_OUT: Badge("stop", "Wants no messages", "quiet", ""),
    Outcome.ONCE: Badge("checks", "Answered before", "quiet", ""),
    Outcome.DAILY_CAP: Badge("pause", "Day's limit reached", "warn", ""),
    Outcome.PERSON_LIMIT: Badge("pause", "Person's limit reached", "warn", ""),
    Outcome.STOPPED: Badge("stop", "Said STOP", "quiet", ""),
    Outcome.STARTED: Badge("check", "Said START", "good", ""),
    Outcome.REF_TAKEN: Badge("cross", "Link of somebody else", "warn", ""),
    Outcome.REF_EXPIRED: Badge("clock", "Link too old", "warn", ""),
    Outcome.REF_UNKNOWN: Badge("question", "Unknown link", "warn", ""),
    Outcome.NOTED: Badge("check", "Noted", "quiet", ""),
}
