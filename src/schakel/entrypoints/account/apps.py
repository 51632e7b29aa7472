"""Django's handle on this package."""

from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "schakel.entrypoints.account"
    label = "schakel_account"
