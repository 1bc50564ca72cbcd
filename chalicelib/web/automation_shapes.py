"""Automations, activities and what is known of a person, as the API shows them."""

from chalicelib.actions.edit_automations import Rehearsal
from chalicelib.actions.person_data import Known
from chalicelib.actions.read_leads import Row
from chalicelib.actions.read_timeline import Timeline
from chalicelib.domain.activity import RULES, Activity, Outcome
from chalicelib.domain.automation import Automation, Quiet
from chalicelib.domain.choice import Choice
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.preferences import Preferences
from chalicelib.domain.timeline import Step
from chalicelib.web import shapes
from chalicelib.web.shapes import Shape, time

WOULD_SEND = "An automation fits, and this message would go out."


def automation(of: Automation) -> Shape:
    """One automation."""
    return {
        "automationId": of.id,
        "instagramBusinessId": of.account,
        "name": of.name,
        "trigger": of.trigger,
        "match": {"mode": of.rule.mode, "words": list(of.rule.words), "posts": list(of.rule.posts)},
        "message": of.text,
        "link": of.link,
        "buttons": [_button(choice) for choice in of.choices if not choice.quick],
        "quickReplies": [_quick_reply(choice) for choice in of.choices if choice.quick],
        "publicReplies": list(of.public),
        "oncePerPerson": of.once,
        "dailyCap": of.cap,
        "quietHours": of.quiet and _quiet(of.quiet),
        "state": of.mood,
        "createdAt": time(of.created_at),
        "activeSince": time(of.active_since),
        "messages": of.total,
    }


def _button(choice: Choice) -> Shape:
    return {"title": choice.title, "url": choice.url, "then": choice.then}


def _quick_reply(choice: Choice) -> Shape:
    return {"title": choice.title, "then": choice.then}


def _quiet(quiet: Quiet) -> Shape:
    return {"begin": _clock(quiet.begins), "end": _clock(quiet.ends), "timezone": quiet.zone}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def rehearsal(of: Rehearsal) -> Shape:
    """What would happen."""
    found = of.found
    return {
        "outcome": of.outcome,
        "rule": WOULD_SEND if of.outcome is Outcome.QUEUED else RULES[of.outcome],
        "automationId": found.automation.id if found else None,
        "automation": found.automation.name if found else None,
        "word": (found.word or None) if found else None,
        "message": of.text,
    }


def preferences(of: Preferences) -> Shape:
    """What a creator has decided for all messages."""
    return {
        "disclosure": bool(of.disclosure),
        "disclosureText": of.disclosure or None,
        "personLimit": of.person_limit,
    }


def activity(of: Activity) -> Shape:
    """One event that led to no message."""
    return {
        "at": time(of.at),
        "instagramBusinessId": of.account,
        "event": of.kind,
        "eventId": of.event_id,
        "post": of.post,
        "person": of.person,
        "username": of.username,
        "outcome": of.outcome,
        "rule": RULES[of.outcome],
        "automationId": of.automation,
        "word": of.word,
    }


def timeline(of: Timeline) -> Shape:
    """A message's story, oldest step first."""
    dm = of.row.dm
    return {
        "leadId": of.row.lead.id,
        "jobId": dm.id if dm else None,
        "dmStatus": of.row.status,
        "consent": shapes.consent(dm) if dm else None,
        "automationId": dm.automation if dm else None,
        "steps": [_step(step) for step in of.steps],
        "earlier": [_earlier(dm) for dm in (told.row.dm for told in of.earlier) if dm],
    }


def _earlier(dm: Dm) -> Shape:
    return {"jobId": dm.id, "dmStatus": dm.shown, "createdAt": time(dm.created_at)}


def _step(of: Step) -> Shape:
    return {
        "at": time(of.at),
        "step": of.step,
        "text": of.text,
        "rule": of.rule,
        "until": time(of.until),
    }


def known(of: Known) -> Shape:
    """Everything that is stored of one person."""
    newest = {dm.id: dm for dm in of.dms}
    return {
        "leads": [shapes.lead(Row(lead, newest.get(lead.dm))) for lead in of.leads],
        "messages": [_message(dm) for dm in of.dms],
        "logs": [shapes.log(entry) for entry in of.entries],
        "contact": of.contact and _contact(of.contact),
        "activities": [activity(one) for one in of.activities],
    }


def _message(dm: Dm) -> Shape:
    return {
        "jobId": dm.id,
        "status": dm.shown,
        "text": dm.text,
        "createdAt": time(dm.created_at),
        "sentAt": time(dm.sent_at),
        "readAt": time(dm.read_at),
        "consent": shapes.consent(dm),
        "comment": dm.comment,
        "automationId": dm.automation,
    }


def _contact(of: Contact) -> Shape:
    return {
        "person": of.person,
        "instagramBusinessId": of.account,
        "username": of.username,
        "name": of.name,
        "lastActedAt": time(of.last_act_at),
        "optedOut": of.opted_out,
        "automatedMessages": [
            {"automationId": turn.automation, "jobId": turn.dm, "at": time(turn.at)} for turn in of.turns
        ],
    }
