"""Django's handle on this package."""

from django.apps import AppConfig


class CautionsConfig(AppConfig):
    name = "schakel.domain.cautions"
    label = "cautions"
