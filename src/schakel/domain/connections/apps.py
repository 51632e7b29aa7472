"""Django's handle on this package."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "schakel.domain.connections"
    label = "connections"
