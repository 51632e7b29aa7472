"""Django's handle on this package."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "schakel.domain.messages"
    label = "schakel_messages"
