"""How allauth fits in: nobody signs up, addresses come through our proxies, groups decide."""

from base64 import urlsafe_b64encode
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from schakel.entrypoints.account import log_ins, organisation
from schakel.entrypoints.account.arrival import arrive
from schakel.entrypoints.account.provider import SILENTLY, Arriving, app_of_settings
from schakel.foundation.identity.actions import choose_password
from schakel.foundation.identity.models import User
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.addresses import client_address
from schakel.gateways.identity_provider import Line, the_provider


class AccountAdapter(DefaultAccountAdapter):
    """Log-in by address and password; accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: whoever works here is invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count on."""
        return client_address(request, settings.TRUSTED_PROXIES)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By address alone: the name and port by which we are asked are the asker's to choose."""
        return str(credentials.get("email", "")).lower()

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """By the validators; and a one-time password is not one's own."""
        one_time = isinstance(user, User) and user.password_is_one_time
        if user is not None and one_time and user.check_password(password):
            raise ValidationError(_("Choose another password than the one that you were given."))
        cleaned: str = super().clean_password(password, user)
        return cleaned

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Somebody chose their own."""
        choose_password(
            user=cast(User, user),
            password=password,
            session=log_ins.number_of(self.request),
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the log-in as a whole, where the second factor is set up."""
        return reverse("security")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Past all that was asked: keep where and how."""
        super().login(request, user)
        log_ins.begin(request, cast(User, user), timezone.now())


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Log-in with the identity provider of the organisation, as far as the operator named one."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The one of the settings."""
        return [app_of_settings()] if settings.OIDC else []

    def get_requests_session(self) -> Line:
        """The only line out."""
        return Line(the_provider())

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never by allauth: groups decide who comes in."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who it is here, or a page that says why they are nobody here."""
        assert isinstance(sociallogin, Arriving)
        before, silently = request.user, sociallogin.state.get("process") == SILENTLY
        try:
            user = arrive(request, sociallogin.claims, timezone.now())
        except Refused as refused:
            raise ImmediateHttpResponse(organisation.refused(request, refused)) from refused
        if not silently:
            sociallogin.user = user
        elif before != user:
            raise ImmediateHttpResponse(organisation.ended(request, sociallogin.state))
        log_ins.vouched(request, timezone.now())

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """A page in words; and who was asked after silently is out when the answer is no."""
        state = (extra_context or {}).get("state") or {}
        raise ImmediateHttpResponse(organisation.not_proven(request, state, exception))


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
