"""Django's handle on this package."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "schakel.foundation.ui"
    label = "ui"
