"""Django's handle on this package."""

from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "schakel.domain.initiatives"
    label = "initiatives"
