"""To and from the export record."""

from schakel.domain.initiatives.models import (
    Help,
    Initiative,
    Introduction,
    IntroductionSide,
    PhaseChange,
    Publication,
)
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="initiative", model=Initiative),
    Shape(noun="phase_change", model=PhaseChange),
    Shape(noun="help", model=Help),
    Shape(noun="publication", model=Publication),
    Shape(noun="introduction", model=Introduction),
    Shape(noun="introduction_side", model=IntroductionSide),
]
