"""Django's handle on this package."""

from django.apps import AppConfig


class ContinuityConfig(AppConfig):
    name = "schakel.domain.continuity"
    label = "continuity"
