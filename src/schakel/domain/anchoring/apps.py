"""Django's handle on this package."""

from django.apps import AppConfig


class AnchoringConfig(AppConfig):
    name = "schakel.domain.anchoring"
    label = "anchoring"
