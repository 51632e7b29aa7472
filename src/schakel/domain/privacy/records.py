"""To and from the export record: whom an erasure was of, as far as their row is still there."""

from schakel.domain.privacy.models import Erasure
from schakel.foundation.records.numbers import Translate
from schakel.foundation.records.shapes import Record, Shape


def _refers(record: Record, translate: Translate) -> Record:
    record["party_id"] = translate("party", record["party_id"])
    if record["staff_id"] is not None:
        record["staff_id"] = translate("staff", record["staff_id"])
    return record


SHAPES = [Shape(noun="erasure", model=Erasure, refers=_refers)]
