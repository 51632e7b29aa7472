"""Django's handle on this package."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "schakel.foundation.tenancy"
    label = "tenancy"
