"""To and from the export record."""

from schakel.domain.notices.models import Notice
from schakel.foundation.records.numbers import Translate
from schakel.foundation.records.references import text_with
from schakel.foundation.records.shapes import Record, Shape

# What the numbers in a trigger are of; one that begins with a number is about that matter.
TRIGGERS = {
    "": ("matter",),
    "answered": ("journal_line",),
    "approaching": (),
    "break": ("break", "journal_line"),
    "broken": ("journal_line",),
    "colleague": ("staff",),
    "connection": ("connection",),
    "contact": ("contact",),
    "handed_over": (),
    "late": (),
    "list": ("network_import",),
    "mail": ("mail",),
    "message": ("message",),
    "network": ("network",),
    "opened": ("matter",),
    "passing": ("passing",),
    "promise": ("promise",),
    "second_late": (),
    "task": ("task",),
    "unsent": ("message",),
    "wants_other": (),
}


def _refers(record: Record, translate: Translate) -> Record:
    record["trigger"] = text_with(TRIGGERS, str(record["trigger"]), translate)
    return record


SHAPES = [Shape(noun="notice", model=Notice, refers=_refers)]
