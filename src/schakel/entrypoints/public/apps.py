"""Django's handle on this package."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "schakel.entrypoints.public"
    label = "public"
