"""To and from the export record.

The raw mail is left out: in its headers stand addresses that still work. Its words and files are
told. What was not placed where it comes from, a person places where it is read in.
"""

from schakel.domain.arrivals.models import Arrival, ArrivalFile, PlannedMeeting
from schakel.domain.messages.rules import without_tokens
from schakel.foundation.records.shapes import Record, Shape


def _settled(record: Record) -> Record:
    for name in ("subject", "text", "reply", "html"):
        record[name] = without_tokens(str(record[name]))
    record["envelope_to"] = [without_tokens(each) for each in record["envelope_to"]]
    return record


SHAPES = [
    Shape(noun="mail", model=Arrival, left_out={"raw": None}, settled=_settled),
    Shape(noun="mail_file", model=ArrivalFile),
    Shape(noun="planned_meeting", model=PlannedMeeting),
]
