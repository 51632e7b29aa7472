"""Django's handle on this package."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "schakel.domain.organisations"
    label = "organisations"
