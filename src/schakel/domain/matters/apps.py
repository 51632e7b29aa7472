"""Django's handle on this package."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "schakel.domain.matters"
    label = "matters"
