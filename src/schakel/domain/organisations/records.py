"""To and from the export record."""

from schakel.domain.organisations.models import (
    Area,
    ClosedDay,
    QuietWeek,
    ServiceNorm,
    Theme,
    TurnedOn,
    Unit,
)
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="unit", model=Unit),
    Shape(noun="area", model=Area),
    Shape(noun="theme", model=Theme),
    Shape(noun="norm", model=ServiceNorm),
    Shape(noun="closed_day", model=ClosedDay),
    Shape(noun="quiet_week", model=QuietWeek),
    Shape(noun="turned_on", model=TurnedOn),
]
