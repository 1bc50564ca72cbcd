"""Leads and histories as CSV that a spreadsheet opens without running anything in it."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

from chalicelib.actions.read_leads import Row
from chalicelib.domain.lead import Lead
from chalicelib.domain.log import Entry
from chalicelib.web.shapes import time

BOM = "\ufeff"  # Excel takes a file without it for one in the local code page
STARTS = "=+-@"  # of a formula, in Excel, Sheets and LibreOffice
LAYOUT = "\t\r\n"  # before a cell's text: some programs cut it off, and what follows starts a formula
BREAKS = f"{LAYOUT};|"  # where a program cuts that goes by another separator than ours
UNSEEN = re.compile("[\0\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # null, and what turns text around
LEAD = (
    *("leadId", "createdAt", "name", "instagramUsername", "phone", "provider", "source", "form", "message"),
    *("dmStatus", "dmSentAt", "dmConfirmedAt", "dmReadAt", "attempts", "errorCode", "errorReason"),
)
LOG = (
    *("at", "leadId", "name", "instagramUsername", "jobId", "provider", "status", "attempt"),
    *("errorCode", "errorReason", "durationMs", "note"),
)
Cell = str | int | None


def leads(rows: Iterable[Row]) -> str:
    """A line for each lead, under a line of names."""
    return _text(LEAD, (_lead(row) for row in rows))


def log(rows: Iterable[tuple[Lead, Entry]]) -> str:
    """A line for each entry of the history, under a line of names."""
    return _text(LOG, (_entry(lead, entry) for lead, entry in rows))


def _text(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """As RFC 4180 wants it: commas, CRLF, quotes doubled."""
    page = io.StringIO(newline="")
    page.write(BOM)
    write = csv.writer(page, lineterminator="\r\n")
    write.writerow(head)
    write.writerows([cell(value) for value in row] for row in rows)
    return page.getvalue()


def cell(value: Cell) -> str:
    """*value* as plain text: what would start a formula gets an apostrophe before it."""
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    text = UNSEEN.sub("", value)
    return f"'{_held(text)}" if _is_formula(text) else _held(text)


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet may calculate it, also behind blanks."""
    start = next((n for n, c in enumerate(text) if not _is_blank(c)), len(text))
    return _is_sign(text[start : start + 1]) or any(c in LAYOUT for c in text[:start])


def _held(text: str) -> str:
    """*text* with an apostrophe before each sign that starts a formula once the cell is cut in pieces."""
    held, first = [], False
    for c in text:
        held.append(f"'{c}" if first and _is_sign(c) else c)
        # Where a program cuts the cell, the quotes around it are no quotes of its own any more.
        first = c in BREAKS or (first and (_is_blank(c) or c == '"'))
    return "".join(held)


def _is_sign(c: str) -> bool:
    """Whether a formula may start with it, also written in full width."""
    return unicodedata.normalize("NFKC", c)[:1] in tuple(STARTS)


def _is_blank(c: str) -> bool:
    """Whether nobody sees it: spaces of every kind, controls, and signs without a width."""
    return c.isspace() or unicodedata.category(c) in {"Cc", "Cf", "Zs"}


def _lead(row: Row) -> Sequence[Cell]:
    lead, dm = row.lead, row.dm
    who = (lead.name, lead.username, lead.phone, lead.provider, lead.source, lead.form or None, lead.words)
    if dm is None:
        return (lead.id, time(lead.created_at), *who, row.status, None, None, None, 0, None, None)
    times = (time(dm.sent_at), time(dm.confirmed_at), time(dm.read_at))
    return (lead.id, time(lead.created_at), *who, row.status, *times, dm.attempts, dm.code, dm.reason)


def _entry(lead: Lead, entry: Entry) -> Sequence[Cell]:
    who = (lead.id, lead.name, lead.username, entry.dm, entry.provider)
    why = (entry.code, entry.reason, entry.trace.ms or None, entry.note)
    return (time(entry.at), *who, entry.status, entry.attempt, *why)
