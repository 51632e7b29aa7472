"""The main pages of both faces: on a phone and a desktop, light and dark."""

import pytest
from django.utils import timezone

from schakel.domain.matters.models import Matter
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.residents import address_of, link_to, mailed_code

pytestmark = pytest.mark.journey


@pytest.fixture
def tenant(site: str):
    return make.tenant()


@pytest.fixture
def matter(tenant) -> Matter:
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        make.colleague(actor, "Lina Bos", networks=[team.network])
        now = timezone.now()
        matter = make.matter(actor, now=now, today=timezone.localdate())
        make.contact(make.acting(team.noor, timezone.localdate()), matter, happened_at=now, now=now)
        Matter.objects.update(owner=team.noor, second=team.sam)
        type(team.noor).objects.filter(pk=team.noor.pk).update(
            roles=[Role.CONNECTOR, Role.ADMINISTRATOR]
        )
        return Matter.objects.select_related("owner", "party").get()


def test_what_residents_see(visit, tenant, matter):
    with within_tenant(tenant.pk):
        link = link_to(matter)
    fatima = visit("phone")
    for page in ("/", "/meedoen/", "/uw-pagina/", "/account/login/", "/bestaat-niet/"):
        fatima.page.goto(fatima.site + page)
        fatima.check_looks()
    fatima.go(address_of(link)).press("Stuur mij een code")
    with within_tenant(tenant.pk):
        code = mailed_code(link)
    fatima.fill("De zes cijfers", code).press("Open mijn pagina").sees("Waarom deze datum?")
    fatima.check_looks()


def test_what_colleagues_see(visit, tenant, matter):
    with within_tenant(tenant.pk):
        noor = visit("desktop").log_in(matter.owner)
    for page in (
        "vandaag",
        "nieuw",
        "kwesties",
        f"kwesties/{matter.pk}",
        f"kwesties/{matter.pk}/antwoord",
        f"kwesties/{matter.pk}/aannemen",
        "verbindingen",
        f"verbindingen/{matter.connection_id}",
        "partijen",
        f"partijen/{matter.party_id}",
        "contact",
        "afwezig",
        "uitgaand",
        "beheer",
        "beheer/medewerkers/nieuw",
    ):
        noor.page.goto(f"{noor.site}/{page}/")
        noor.check_looks()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_check_finds_a_fault_that_is_put_in(visit, tenant, scripts):
    somebody = visit("phone", scripts=scripts).go("/")
    somebody.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=icon.svg>')"
    )
    with pytest.raises(AssertionError, match="image-alt"):
        somebody.check()
    shown = somebody.mirror.page if somebody.mirror else somebody.page
    assert shown.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)")
    assert shown.evaluate("document.styleSheets.length") >= 2
