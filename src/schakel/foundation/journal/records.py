"""To and from the export record. ``docs/decisions/0009-export.md``: what becomes of the chain."""

from schakel.foundation.journal.models import Detail, Line
from schakel.foundation.records.numbers import Translate
from schakel.foundation.records.references import members_with
from schakel.foundation.records.shapes import Record, Shape

# The nouns of the numbers that stand in the details of a line.
DETAILS = {
    "address_id": "address",
    "after_id": "staff",
    "after_ids": "staff",
    "area_id": "area",
    "before_id": "staff",
    "before_ids": "staff",
    "carrier_id": "staff",
    "deputy_id": "staff",
    "erasure_id": "erasure",
    "given_by": "staff",
    "other_id": "party",
    "owner_id": "staff",
    "reader_id": "staff",
    "remark_id": "remark",
    "second_id": "staff",
    "spokesperson_change_id": "spokesperson_change",
    "speaker_id": "staff",
    "staff_id": "staff",
    "standard_text_id": "standard_text",
    "theme_id": "theme",
    "to_id": "staff",
}


def _refers(record: Record, translate: Translate) -> Record:
    for field, noun in (("subject_id", record["subject"]), ("matter_id", "matter")):
        if record[field] is not None:
            record[field] = translate(noun, record[field])
    if record["actor_id"] is not None:
        record["actor_id"] = translate("staff", record["actor_id"])
    record["details"] = members_with(DETAILS, record["details"], translate)
    return record


SHAPES = [
    Shape(noun="journal_line", model=Line, refers=_refers, left_out={"is_history": True}),
    Shape(noun="journal_detail", model=Detail),
]
