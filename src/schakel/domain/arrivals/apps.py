"""The module as Django knows it."""

from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "schakel.domain.arrivals"
