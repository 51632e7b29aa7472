"""Pages at their edges: nothing there, far too long, gone, or open for too long."""

import pytest
from django.utils import timezone

from schakel.domain.matters.models import Matter
from schakel.domain.submissions.actions import Sender
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.residents import address_of, link_to, mailed_code

pytestmark = pytest.mark.journey

LONG = "Bewonersinitiatief" * 11 + "ja"
LOOKS = pytest.mark.parametrize(
    ("size", "dark"),
    [("phone", True), ("desktop", False)],
    ids=["phone-dark", "desktop-light"],
)


@pytest.fixture
def tenant(site: str):
    return make.tenant(is_demo=True)


@LOOKS
def test_an_empty_desk_says_what_will_come(visit, tenant, size, dark):
    with within_tenant(tenant.pk):
        noor = visit(size, dark=dark).log_in(make.Team(system(tenant.pk)).noor)
    noor.go("/vandaag/").sees("Niets vraagt aandacht")
    for page in ("nieuw", "kwesties", "verbindingen", "partijen", "initiatieven", "uitgaand"):
        noor.go(f"/{page}/")
        assert noor.page.locator(".empty").count(), page


@LOOKS
def test_a_name_of_two_hundred_letters_fits(visit, tenant, size, dark):
    assert len(LONG) == 200
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        make.Team(actor)
        matter = make.matter(
            actor,
            story=LONG,
            subject=LONG,
            sender=Sender(name=LONG, email=f"{'f' * 60}@{'b' * 60}.example"),
            now=timezone.now(),
            today=timezone.localdate(),
        )
        matter = Matter.objects.select_related("owner", "party").get(pk=matter.pk)
        noor = visit(size, dark=dark).log_in(matter.owner)
        link = link_to(matter)
    for page in (
        "vandaag",
        f"kwesties/{matter.pk}",
        f"kwesties/{matter.pk}/antwoord",
        f"verbindingen/{matter.connection_id}",
        f"partijen/{matter.party_id}",
    ):
        noor.go(f"/{page}/").sees(LONG)
    somebody = visit(size, dark=dark).go(address_of(link)).press("Stuur mij een code")
    with within_tenant(tenant.pk):
        code = mailed_code(link)
    somebody.fill("De zes cijfers", code).press("Open mijn pagina").sees(LONG)


@LOOKS
def test_what_is_gone_or_was_open_for_too_long_says_what_to_do(visit, tenant, size, dark):
    somebody = visit(size, dark=dark)
    somebody.go("/bestaat-niet/").sees("Deze pagina is er niet")
    somebody.go("/uw-pagina/geen-link/").sees("Controleer het adres")
    somebody.go("/meedoen/")
    somebody.page.context.clear_cookies()
    somebody.fill("Wat is uw idee of vraag?", "Een bankje.").press("Versturen")
    somebody.sees("Dit formulier stond te lang open").sees("Er is nog niets verstuurd")
    somebody.press("Probeer opnieuw", role="link")
    assert somebody.page.get_by_label("Wat is uw idee of vraag?").input_value() == "Een bankje."
