"""To and from the export record."""

from schakel.domain.promises.models import Promise, PromiseChange
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="promise", model=Promise),
    Shape(noun="promise_change", model=PromiseChange),
]
