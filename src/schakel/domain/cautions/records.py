"""To and from the export record."""

from schakel.domain.cautions.models import Caution
from schakel.foundation.records.shapes import Shape

SHAPES = [Shape(noun="caution", model=Caution)]
