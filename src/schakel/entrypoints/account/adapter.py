"""How allauth fits in: nobody signs up by themselves, and addresses come through our proxies only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from schakel.entrypoints.account.addresses import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Log-in by address and password; accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: whoever works here is invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count on."""
        return client_address(request, settings.TRUSTED_PROXIES)
