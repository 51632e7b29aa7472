"""Django's handle on this package."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "schakel.domain.networks"
    label = "networks"
