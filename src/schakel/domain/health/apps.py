"""Django's handle on this package."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "schakel.domain.health"
    label = "health"
