"""To and from the export record."""

from schakel.domain.submissions.models import ColumnMapping, ImportBatch, Submission
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="import", model=ImportBatch),
    Shape(noun="column_mapping", model=ColumnMapping),
    Shape(noun="submission", model=Submission),
]
