"""To and from the export record: who was erased, how long things are kept, and what is told."""

from schakel.domain.privacy.models import (
    Answer,
    Disposal,
    Erasure,
    Farewell,
    RetentionSetting,
    RetentionTerm,
)
from schakel.foundation.records.numbers import Translate
from schakel.foundation.records.shapes import Record, Shape


def _refers(record: Record, translate: Translate) -> Record:
    record["party_id"] = translate("party", record["party_id"])
    if record["staff_id"] is not None:
        record["staff_id"] = translate("staff", record["staff_id"])
    return record


def _by_whom(record: Record, translate: Translate) -> Record:
    if record["staff_id"] is not None:
        record["staff_id"] = translate("staff", record["staff_id"])
    return record


SHAPES = [
    Shape(noun="erasure", model=Erasure, refers=_refers),
    Shape(noun="retention_term", model=RetentionTerm, refers=_by_whom),
    Shape(noun="retention_setting", model=RetentionSetting),
    Shape(noun="disposal", model=Disposal, refers=_by_whom),
    Shape(noun="farewell", model=Farewell),
    Shape(noun="answer", model=Answer, refers=_by_whom),
]
