"""Django's handle on this package."""

from django.apps import AppConfig


class ManageConfig(AppConfig):
    name = "schakel.entrypoints.manage"
    label = "manage"
