"""Django's handle on this package."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "schakel.domain.tasks"
    label = "tasks"
