"""A colleague makes a passkey, and logs in with it; the browser holds it, as a laptop would."""

import pytest
from django.core.cache import cache

from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey

PASSWORD = "een lange zin als sleutel"


def hold_passkeys(page) -> None:
    """Put a key into the browser that says yes."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_passkey_is_the_second_key(site: str, visit, size: str):
    cache.clear()
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        user = User.objects.create_user("noor@waterhoven.example", PASSWORD)
        make.colleague(system(tenant.pk), user=user, email=user.email)
    noor = visit(size)
    # A passkey belongs to a name; an address alone has none.
    noor.site = site.replace("127.0.0.1", "localhost")
    hold_passkeys(noor.page)
    noor.go("/vandaag/")
    noor.fill("E-mail", user.email).fill("Wachtwoord", PASSWORD).press("Inloggen")
    noor.sees("tweede sleutel").press("Maak een toegangssleutel", role="link")
    noor.sees("Bent u het?").fill("Wachtwoord", PASSWORD).press("Verder")
    noor.sees("uw vinger, uw gezicht of een pincode").fill("Naam", "Laptop op het werk")
    noor.page.get_by_role("button", name="Maak een toegangssleutel").click()
    noor.page.wait_for_url("**/recovery-codes/**")
    noor.check().sees("Uw herstelcodes")
    noor.press("Naar het werk", role="link").sees("Noor")

    noor.go("/account/beveiliging/").sees("een wachtwoord en een toegangssleutel")
    noor.press("Uw toegangssleutels", role="link").sees("Laptop op het werk")
    noor.press("Weghalen", role="link").sees("uw enige tweede sleutel")

    noor.go("/account/logout/").press("Uitloggen")
    noor.go("/vandaag/")
    noor.fill("E-mail", user.email).fill("Wachtwoord", PASSWORD).press("Inloggen")
    noor.sees("Uw tweede sleutel")
    noor.page.get_by_role("button", name="Gebruik uw toegangssleutel").click()
    noor.page.wait_for_url("**/vandaag/")
    noor.check().sees("Noor")


def test_a_browser_without_the_key_says_so_in_words(site: str, visit):
    cache.clear()
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        user = User.objects.create_user("sam@waterhoven.example", PASSWORD)
        make.colleague(system(tenant.pk), user=user, email=user.email)
    sam = visit()
    sam.site = site.replace("127.0.0.1", "localhost")
    tools = sam.page.context.new_cdp_session(sam.page)
    tools.send("WebAuthn.enable")
    sam.go("/account/tweede-factor/webauthn/add/")
    sam.fill("E-mail", user.email).fill("Wachtwoord", PASSWORD).press("Inloggen")
    sam.sees("Bent u het?").fill("Wachtwoord", PASSWORD).press("Verder")
    sam.page.evaluate("() => { navigator.credentials.create = () => Promise.reject(Error()) }")
    sam.press("Maak een toegangssleutel")
    sam.sees("Dat lukte niet.")
