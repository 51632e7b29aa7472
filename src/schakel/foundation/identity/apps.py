"""Django's handle on this package."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "schakel.foundation.identity"
    label = "identity"
