"""An administrator erases somebody who asks for it, with keyboard and phone."""

import pytest
from django.utils import timezone

from schakel.domain.parties.models import Party
from schakel.domain.staff.rules import Role
from schakel.domain.terms.actions import conclude_matter
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey


def test_somebody_who_asks_for_it_is_erased(visit, site):
    tenant = make.tenant()
    actor, now, today = system(tenant.pk), timezone.now(), timezone.localdate()
    with within_tenant(tenant.pk):
        make.Team(actor)
        matter = make.matter(actor, now=now, today=today)
        conclude_matter(actor=actor, matter=matter, reason="klaar", today=today, now=now)
        ada = visit("desktop").log_in(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))
    ada.go("/beheer/").press("Iemand wissen die daarom vraagt", role="link")
    ada.fill("Kenmerk of e-mailadres", "fatima@bewoner.example").press("Zoek op")
    ada.sees("Kwesties: 1, waarvan open: 0.").lacks("Fatima").check_looks()
    ada.press("Voorgoed wissen").choose("Deze persoon vraagt erom").press("Voorgoed wissen")
    ada.sees("Deze persoon is gewist.")
    with within_tenant(tenant.pk):
        assert Party.objects.get(pk=matter.party_id).name == "gewist"
