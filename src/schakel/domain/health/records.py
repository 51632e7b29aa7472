"""To and from the export record."""

from schakel.domain.health.models import Break, BreakStep, Standing
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="standing", model=Standing),
    Shape(noun="break", model=Break),
    Shape(noun="break_step", model=BreakStep),
]
