"""Django's handle on this package."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "schakel.domain.privacy"
    label = "privacy"
