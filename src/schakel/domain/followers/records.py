"""To and from the export record."""

from schakel.domain.followers.models import Follower
from schakel.foundation.records.shapes import Shape

SHAPES = [Shape(noun="follower", model=Follower)]
