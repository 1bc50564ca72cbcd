"""Work on the WhatsApp queue: a placeholder that says so."""

from collections.abc import Mapping
from typing import Any

from chalicelib.actions.note_whatsapp import NoteWhatsapp
from chalicelib.domain.hint import Hint
from chalicelib.telemetry import log
from chalicelib.workers.batch import Failures, Record, run


def handle(event: Mapping[str, Any], *, note_whatsapp: NoteWhatsapp) -> Failures:
    """Notes each wish."""

    def work(record: Record) -> bool:
        hint = Hint.from_text(record["body"])
        note_whatsapp(hint)
        log.info("whatsapp.coming_soon", extra={"dm": hint.dm})
        return True

    return run(event, work)
