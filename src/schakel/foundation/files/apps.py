"""Django's handle on this package."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "schakel.foundation.files"
    label = "files"
