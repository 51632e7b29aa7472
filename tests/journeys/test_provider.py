"""An administrator comes in with the account of the organisation, and looks at the rights."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from schakel.domain.networks.actions import allow_domain, give_group_meaning
from schakel.domain.reviews.actions import begin_reviews
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.identity_provider import Account, identity_provider

pytestmark = pytest.mark.journey

NOW = timezone.now()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_who_comes_with_the_account_of_the_organisation_signs_the_review(
    site: str, visit, settings, size: str
):
    cache.clear()
    tenant = make.tenant()
    Tenant.objects.update(created_at=NOW - timedelta(days=800))
    actor = system(tenant.pk)
    with within_tenant(tenant.pk):
        make.Team(actor)
        allow_domain(actor=actor, domain="waterhoven.example", now=NOW)
        give_group_meaning(actor=actor, group="Beheer", role=Role.ADMINISTRATOR, now=NOW)
    with identity_provider() as provider:
        settings.OIDC = provider.settings
        provider.here = Account("ada", "ada@waterhoven.example", "Ada Bos", groups=["Beheer"])
        ada = visit(size)
        ada.go("/vandaag/").press("Log in met Waterhoven-account", role="link").sees("Beheer")
        ada.go("/account/beveiliging/").sees("het account van uw organisatie")
        ada.press("Waar u bent ingelogd", role="link").sees("Chrome op Linux")
        with within_tenant(tenant.pk):
            begin_reviews(actor=actor, today=timezone.localdate(NOW), now=NOW)
        ada.go("/beheer/inloggen/").sees("Beheer").press("Een groep toevoegen", role="link")
        ada.go("/vandaag/").press("Nakijken", role="link").sees("Sam Jansen")
        for choice in ada.page.get_by_role("radio", name="Dit klopt").all():
            choice.check()
        ada.press("Ondertekenen").sees("Ondertekend door Ada Bos")
        provider.here.groups = []
        ada.page.context.clear_cookies()
        ada.go("/vandaag/").press("Log in met Waterhoven-account", role="link")
        ada.sees("U zit in geen groep die hier mag werken.")
