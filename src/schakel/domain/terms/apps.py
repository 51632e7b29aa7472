"""Django's handle on this package."""

from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "schakel.domain.terms"
    label = "terms"
