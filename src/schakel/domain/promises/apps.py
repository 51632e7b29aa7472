"""Django's handle on this package."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "schakel.domain.promises"
    label = "promises"
