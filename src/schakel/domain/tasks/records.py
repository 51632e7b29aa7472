"""To and from the export record."""

from schakel.domain.tasks.models import Task
from schakel.foundation.records.shapes import Shape

SHAPES = [Shape(noun="task", model=Task)]
