"""Django's handle on this package."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "schakel.entrypoints.worker"
    label = "worker"
