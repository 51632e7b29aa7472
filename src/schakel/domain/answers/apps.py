"""Django's handle on this package."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "schakel.domain.answers"
    label = "answers"
