"""Django's handle on this package."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "schakel.foundation.journal"
    label = "journal"
