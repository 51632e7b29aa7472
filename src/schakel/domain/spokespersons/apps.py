"""Django's handle on this package."""

from django.apps import AppConfig


class SpokespersonsConfig(AppConfig):
    name = "schakel.domain.spokespersons"
    label = "spokespersons"
