"""To and from the export record."""

from schakel.domain.connections.models import Carrier, Connection
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="connection", model=Connection),
    Shape(noun="carrier", model=Carrier),
]
