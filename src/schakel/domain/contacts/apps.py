"""Django's handle on this package."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "schakel.domain.contacts"
    label = "contacts"
