"""Django's handle on this package."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "schakel.domain.surveys"
    label = "surveys"
