"""How allauth fits in: nobody signs up, and addresses come through our proxies only."""

from base64 import urlsafe_b64encode
from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from schakel.foundation.identity.actions import choose_password
from schakel.foundation.identity.models import User
from schakel.foundation.tenancy.addresses import client_address


class AccountAdapter(DefaultAccountAdapter):
    """Log-in by address and password; accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: whoever works here is invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count on."""
        return client_address(request, settings.TRUSTED_PROXIES)

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """By the validators; and a one-time password is not one's own."""
        one_time = isinstance(user, User) and user.password_is_one_time
        if user is not None and one_time and user.check_password(password):
            raise ValidationError(_("Choose another password than the one that you were given."))
        cleaned: str = super().clean_password(password, user)
        return cleaned

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Somebody chose their own."""
        choose_password(user=cast(User, user), password=password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the log-in as a whole, where the second factor is set up."""
        return reverse("security")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors are kept encrypted: a copy of the database alone is not enough."""

    def encrypt(self, text: str) -> str:
        """Under a key that follows from the secret key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Never by oneself: a second factor is not optional."""
        return False


def _cipher() -> Fernet:
    key = salted_hmac("schakel.account.second_factor", "key", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
