"""To and from the export record."""

from schakel.domain.parties.models import (
    Acquaintance,
    Consent,
    DigitalAddress,
    Party,
    PartyRelation,
)
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="party", model=Party),
    Shape(noun="acquaintance", model=Acquaintance),
    Shape(noun="address", model=DigitalAddress),
    Shape(noun="relation", model=PartyRelation),
    Shape(noun="consent", model=Consent),
]
