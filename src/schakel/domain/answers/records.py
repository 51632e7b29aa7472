"""To and from the export record. What waits to be sent where it comes from, is not sent here."""

from schakel.domain.answers.models import Draft, DraftFile, Spokesperson, StandardText
from schakel.foundation.records.shapes import Record, Shape


def _settled(record: Record) -> Record:
    record["send_at"] = None
    return record


SHAPES = [
    Shape(noun="standard_text", model=StandardText),
    Shape(noun="draft", model=Draft, settled=_settled),
    Shape(noun="draft_file", model=DraftFile),
    Shape(noun="spokesperson", model=Spokesperson),
]
