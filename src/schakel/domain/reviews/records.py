"""To and from the export record."""

from schakel.domain.reviews.models import Review, ReviewDay, Verdict
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="review_day", model=ReviewDay),
    Shape(noun="review", model=Review),
    Shape(noun="verdict", model=Verdict),
]
