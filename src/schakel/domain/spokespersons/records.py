"""To and from the export record."""

from schakel.domain.spokespersons.models import SpokespersonChange
from schakel.foundation.records.shapes import Shape

SHAPES = [Shape(noun="spokesperson_change", model=SpokespersonChange)]
