"""To and from the export record. A clock goes on where it stood: its days are told, not counted."""

from schakel.domain.terms.models import Suspension, Term
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="term", model=Term),
    Shape(noun="suspension", model=Suspension),
]
