"""To and from the export record."""

from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="contact", model=ContactMoment),
    Shape(noun="attachment", model=Attachment),
]
