"""Django's handle on this package."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "schakel.foundation.search"
    label = "search"
