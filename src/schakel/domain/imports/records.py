"""To and from the export record. A file that was not read in yet does not come along."""

from schakel.domain.imports.models import NetworkImport, State
from schakel.foundation.records.shapes import Record, Shape

_UNFINISHED = (State.OPEN.value, State.WAITING.value, State.UNDER_WAY.value)


def _settled(record: Record) -> Record:
    if record["state"] in _UNFINISHED:
        record["state"], record["refusal"] = State.FAILED.value, "list_is_gone"
    record["choices"] = {}
    return record


SHAPES = [
    Shape(noun="network_import", model=NetworkImport, left_out={"file": None}, settled=_settled)
]
