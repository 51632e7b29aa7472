"""To and from the export record."""

from schakel.domain.anchoring.models import AskingDay, Confirmation, NetworkGap
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="asking_day", model=AskingDay),
    Shape(noun="network_gap", model=NetworkGap),
    Shape(noun="confirmation", model=Confirmation),
]
