"""Django's handle on this package."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "schakel.domain.staff"
    label = "staff"
