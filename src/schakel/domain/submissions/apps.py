"""Django's handle on this package."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "schakel.domain.submissions"
    label = "submissions"
