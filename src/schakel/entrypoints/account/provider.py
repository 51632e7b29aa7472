"""The identity provider of the organisation, as allauth sees it.

Stricter than allauth: the signature is always checked, by public key only, and a token counts for
the one log-in that it was made for.
"""

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac

from schakel.foundation.identity.queries import PROVIDER
from schakel.gateways.identity_provider import (
    Claims,
    Line,
    NotProven,
    claims_in,
    proven,
    the_provider,
)

# What allauth calls a visit to the provider after which nobody is logged in anew.
SILENTLY = AuthProcess.REDIRECT
_STATE_LENGTH = 32
_SECONDS_KEPT = 300
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Arriving(SocialLogin):
    """Somebody who comes in, with what the provider said about them."""

    def __init__(self, claims: Claims, **options: Any) -> None:
        super().__init__(**options)
        self.claims = claims


class OrganisationAdapter(OpenIDConnectOAuth2Adapter):
    """Asks the provider who came back."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER)

    @property
    def openid_config(self) -> Mapping[str, Any]:
        """What the provider says about itself, which has to be itself (Discovery 4.3)."""
        kept = f"openid-configuration:{the_provider().url}"
        found: Mapping[str, Any] | None = cache.get(kept)
        if found is None:
            found = super().openid_config
            _check(found)
            cache.set(kept, found, _SECONDS_KEPT)
        return found

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """Nothing is asked with it: the signed token says all."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **answered: Any
    ) -> Arriving:
        """Who the signed token says that they are."""
        found = self.openid_config
        with Line(the_provider()) as line:
            keys = line.get(found["jwks_uri"])
            keys.raise_for_status()
        held = proven(
            str(answered["response"].get("id_token", "")),
            keys=keys.json(),
            issuer=found["issuer"],
            client=the_provider().client,
            nonce=nonce_of(request.GET.get("state", "")),
        )
        claims = claims_in(held, groups_claim=the_provider().groups_claim)
        return Arriving(
            claims,
            user=None,
            provider=self.get_provider(),  # type: ignore[no-untyped-call]
            account=SocialAccount(provider=PROVIDER, uid=claims.subject),
        )

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends somebody back to: the address by which they came."""
        return request.build_absolute_uri(reverse("provider-callback"))


class OrganisationProvider(OpenIDConnectProvider):
    """The one provider of this server."""

    id = PROVIDER

    def get_oauth2_adapter(self, request: HttpRequest) -> OrganisationAdapter:
        """The adapter of this request."""
        return OrganisationAdapter(request)

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: object = None,
        **options: Any,
    ) -> HttpResponse:
        """To the provider; ``SILENTLY`` asks it to show nothing, and to say no instead."""
        state_id = get_random_string(_STATE_LENGTH)
        parameters = {"nonce": nonce_of(state_id)}
        if process == SILENTLY:
            parameters["prompt"] = "none"
        answer: HttpResponse = super().redirect(
            request, process, next_url, data, state_id=state_id, auth_params=parameters
        )
        return answer


provider_classes = [OrganisationProvider]


def _check(found: Mapping[str, Any]) -> None:
    """``NotProven`` when the provider does not say who it is, and where it is asked what."""
    if str(found.get("issuer", "")).rstrip("/") != the_provider().url:
        raise NotProven("the provider calls itself by another name")
    for name in _NEEDED:
        if not str(found.get(name)).startswith(("https://", the_provider().origin)):
            raise NotProven(f"the provider does not say its {name}")
    if not isinstance(found.get("token_endpoint_auth_methods_supported", []), list):
        raise NotProven("the provider does not say how it knows us")


def app_of_settings() -> SocialApp:
    """What the operator gave, in allauth's terms; kept in no table."""
    return SocialApp(
        provider=PROVIDER,
        provider_id=PROVIDER,
        name=the_provider().name,
        client_id=the_provider().client,
        secret=the_provider().secret,
        settings={"server_url": the_provider().url, "oauth_pkce_enabled": True},
    )


def nonce_of(state_id: str) -> str:
    """What a token has to repeat: it follows from the log-in that was begun, and cannot be made."""
    return salted_hmac("schakel.account.nonce", state_id, algorithm="sha256").hexdigest()
