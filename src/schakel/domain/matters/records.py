"""To and from the export record. What was told in confidence is told, with who knows of it."""

from schakel.domain.matters.models import Confidant, Handover, Matter, Remark
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="matter", model=Matter),
    Shape(noun="confidant", model=Confidant),
    Shape(noun="remark", model=Remark),
    Shape(noun="handover", model=Handover),
]
