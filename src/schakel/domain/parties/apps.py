"""Django's handle on this package."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "schakel.domain.parties"
    label = "parties"
