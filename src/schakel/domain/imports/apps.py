"""Django's handle on this package."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "schakel.domain.imports"
    label = "imports"
