"""To and from the export record. A log-in belongs to a server: elsewhere it is given anew."""

from schakel.domain.staff.models import Absence, Position, SilentAfter, StaffMember
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="staff", model=StaffMember, left_out={"user": None, "seen_on": None}),
    Shape(noun="absence", model=Absence),
    Shape(noun="position", model=Position),
    Shape(noun="silent_after", model=SilentAfter),
]
