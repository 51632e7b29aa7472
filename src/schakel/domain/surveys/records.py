"""To and from the export record."""

from schakel.domain.surveys.models import Asked, SaidWord
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="word", model=SaidWord),
    Shape(noun="asked", model=Asked),
]
