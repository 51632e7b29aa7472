"""Django's handle on this package."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "schakel.domain.notices"
    label = "notices"
